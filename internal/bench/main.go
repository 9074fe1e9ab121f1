// Command bench measures the program as its users load it: fifty requests in flight, on one machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	address := flag.String("url", "", "page to measure")
	flag.Parse()
	if *address == "" {
		fmt.Fprintln(os.Stderr, "bench: give the page with -url")
		os.Exit(2)
	}
	op := operation{name: *address, status: http.StatusOK, request: func(int) (*http.Request, error) {
		return http.NewRequestWithContext(context.Background(), http.MethodGet, *address, nil)
	}}
	r := measure(context.Background(), http.DefaultClient, op, 50, 5*time.Second)
	fmt.Printf("%s: %d requests, %.0f/s, p50 %v, p99 %v, %d failed %s\n", r.name, r.count, r.perSec, r.p50, r.p99, r.failed, r.example)
}
