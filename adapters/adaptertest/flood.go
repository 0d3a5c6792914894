package adaptertest

import (
	"bufio"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Flood opens so many connections to a server of signed requests, and sends the
// head of a request over each, but never its body. Meanwhile others have to be
// served. In the end each of these connections has to be refused with one of the
// statuses, or cut off.
func Flood(t *testing.T, address string, many int, head func(int) string, meanwhile func(), statuses ...string) {
	t.Helper()
	slow := make([]net.Conn, many)
	var all sync.WaitGroup
	for i := range slow {
		all.Go(func() {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Error(err)
				return
			}
			slow[i] = c
			_, _ = io.WriteString(c, head(i)) // who is cut off already is refused
		})
	}
	all.Wait()
	meanwhile()
	for _, c := range slow {
		if c == nil {
			continue
		}
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second)) // a read says so
		status, err := bufio.NewReader(c).ReadString('\n')
		refused := slices.ContainsFunc(statuses, func(s string) bool { return strings.Contains(status, s) })
		if err == nil && !refused || err != nil && !errors.Is(err, io.EOF) {
			t.Errorf("a body that does not come is answered with %q, %v", status, err)
		}
		_ = c.Close()
	}
}
