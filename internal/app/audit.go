package app

import (
	"context"

	"counterpart/internal/audit"
)

// openAudit takes the history of earlier releases into the chain.
func (a *App) openAudit(ctx context.Context) error {
	return audit.ChainOld(ctx, a.DB)
}
