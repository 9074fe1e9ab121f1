package web

import "net/http"

// withReading gives each request that only reads one transaction for all that it reads. It ends with the first byte of
// the answer, so that a weak line never holds a connection of the database.
func (s *Site) withReading(next http.Handler) http.Handler {
	if s.Reading == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		ctx, end := s.Reading(r.Context())
		defer end()
		next.ServeHTTP(&readUp{ResponseWriter: w, end: end}, r.WithContext(ctx))
	})
}

// readUp ends the reading when the answer begins.
type readUp struct {
	http.ResponseWriter
	end func()
}

func (w *readUp) WriteHeader(status int) {
	w.end()
	w.ResponseWriter.WriteHeader(status)
}

func (w *readUp) Write(data []byte) (int, error) {
	w.end()
	return w.ResponseWriter.Write(data)
}

// Unwrap lets http.ResponseController find the writer below.
func (w *readUp) Unwrap() http.ResponseWriter { return w.ResponseWriter }
