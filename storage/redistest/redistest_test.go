package redistest

import (
	"testing"

	"github.com/redis/go-redis/v9/logging"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	logging.Disable() // outages are made here
	goleak.VerifyTestMain(m)
}

func TestMini(t *testing.T) {
	Run(t, func(t testing.TB) *Redis { return Mini(t) })
}

func TestServer(t *testing.T) {
	socket := startServer(t)
	Run(t, func(t testing.TB) *Redis {
		r := connect(t, socket)
		r.clear(t)
		return r
	})
}

func TestCluster(t *testing.T) {
	addrs := startCluster(t)
	Run(t, func(t testing.TB) *Redis {
		r := connectCluster(t, addrs)
		r.clear(t)
		return r
	})
}
