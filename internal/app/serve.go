package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"counterpart/internal/indicators"

	"counterpart/internal/certificates"
	"counterpart/internal/parties"
	"counterpart/internal/web"
)

// ownRoutes are the pages that belong to no room.
func (a *App) ownRoutes() []web.Route {
	return append([]web.Route{
		{Pattern: "GET /{$}", Open: "shows what the actor's own rights give", Do: a.home},
		{Pattern: "GET /me", Open: "shows what is the caller's own", Do: a.me},
		{Pattern: "GET /capacity", Right: certificates.RightSee, Do: a.capacity},
		{Pattern: "GET /results", Right: indicators.RightSee, Do: a.reached},
		{Pattern: "GET /law", Open: "what of it is open to everybody", Do: a.laws},
		{Pattern: "GET /trust", Open: "shows what the actor's own rights give", Do: a.trust},
		{Pattern: "GET /search", Right: parties.RightSee, Do: a.search},
		{Pattern: "GET /healthz", Open: "tells that the process lives", Do: a.healthz},
		{Pattern: "GET /readyz", Open: "tells that the database answers", Do: a.readyz},
		web.ReportRoute(),
	}, append(web.StyleRoutes(), a.accessRoutes()...)...)
}

func (a *App) healthz(c *web.Call) error {
	return c.WriteJSON(http.StatusOK, map[string]string{"status": "ok", "version": Version, "nonce": a.Site.Nonce})
}

func (a *App) readyz(c *web.Call) error {
	ctx, cancel := context.WithTimeout(c.Context(), 2*time.Second)
	defer cancel()
	if err := a.DB.Ping(ctx); err != nil {
		a.Config.Log.Error("not ready", "error", err)
		return c.WriteJSON(http.StatusServiceUnavailable, map[string]string{"status": "the database does not answer"})
	}
	return c.WriteJSON(http.StatusOK, map[string]string{"status": "ready"})
}

// server bounds how long a request may take to arrive, headers and body, so that no slow sender holds a connection.
func (a *App) server() *http.Server {
	return &http.Server{
		Handler: a.Handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
}

// Serve answers on the listener and works off jobs until ctx ends, then finishes what is under way.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	if err := a.Queue.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job queue: %w", err)
	}
	server := a.server()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	return errors.Join(server.Shutdown(grace), a.Queue.Stop(grace))
}
