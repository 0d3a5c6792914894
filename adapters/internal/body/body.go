// Package body reads the bodies of requests from strangers.
//
// It promises that a request takes no more memory and time than its limits,
// whatever it announces, and that few large ones are read at once.
package body

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits are what a Reader allows.
type Limits struct {
	Max   int64         // bytes of a body
	Small int64         // bytes up to which it needs no place among the large ones
	Large int           // larger ones that are read at once
	Time  time.Duration // until it is there
}

// firstRead is for how much of an announced body there is room at once: whoever
// announces more has to send it.
const firstRead = 2 << 10

// Reader reads bodies within limits. It is safe for concurrent use.
type Reader struct {
	Limits
	places chan struct{}
}

// NewReader returns a Reader with these limits.
func NewReader(l Limits) *Reader { return &Reader{l, make(chan struct{}, l.Large)} }

// Read returns the body and 200, or the status that the request is to be refused
// with. The connection cannot be used again after a refusal.
func (b *Reader) Read(w http.ResponseWriter, r *http.Request) (body []byte, status int) {
	deadline := http.NewResponseController(w)
	_ = deadline.SetReadDeadline(time.Now().Add(b.Time)) // not every server can
	if r.ContentLength > b.Max {
		_, _ = io.CopyN(io.Discard, r.Body, b.Max) // who is still sending does not hear
		return nil, http.StatusRequestEntityTooLarge
	}
	if r.ContentLength < 0 || r.ContentLength > b.Small {
		ctx, cancel := context.WithTimeout(r.Context(), b.Time)
		defer cancel()
		select {
		case b.places <- struct{}{}:
			defer func() { <-b.places }()
		case <-ctx.Done():
			return nil, http.StatusServiceUnavailable
		}
	}
	read := bytes.NewBuffer(make([]byte, 0, bytes.MinRead+min(max(r.ContentLength, 0), firstRead)))
	_, err := read.ReadFrom(http.MaxBytesReader(w, r.Body, b.Max))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, http.StatusRequestEntityTooLarge
	case err != nil:
		// The deadline stays: the server must not wait for the rest either.
		return nil, http.StatusRequestTimeout
	}
	_ = deadline.SetReadDeadline(time.Time{})
	return read.Bytes(), http.StatusOK
}
