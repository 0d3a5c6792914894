// Package redistest gives tests a Redis: in process, as a server that can be
// killed, with a replica, or as a Cluster of three; counts the round trips to it,
// and loses its replies. Run is the suite that storage passes on each of them.
//
// Mini and Simulated need nothing installed. All others start real redis-servers
// on the loopback and skip the test where there is none, unless
// ALUMNIBOT_TEST_REAL is 1: then that is a failure.
package redistest

import (
	"context"
	"net"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/alumnibot/alumnibot/storage"
)

// Redis is a Redis for one test. It is empty, and goes away with the test.
type Redis struct {
	DB     *storage.DB
	Client redis.UniversalClient
	// Trips counts the round trips of DB and Client.
	Trips *Trips
	// Line is the connection between them and the server.
	Line *Line
}

// Mini is a Redis within the process. Its time stands still.
func Mini(t testing.TB) *Redis {
	t.Helper()
	return connect(t, miniredis.RunT(t).Addr())
}

// Simulated is a Mini for a bubble of testing/synctest, whose time it goes by:
// nothing of it is a socket.
func Simulated(t testing.TB) *Redis {
	t.Helper()
	server := miniredis.NewMiniRedis()
	server.ClockTTL(true)
	t.Cleanup(server.Close)
	line := &Line{}
	return watch(t, line, redis.NewClient(options("simulated", func(context.Context, string, string) (net.Conn, error) {
		c, err := server.Dial()
		if err != nil {
			return nil, err
		}
		return line.around(c)
	})))
}

// connect is a client of one server. addr is host:port or the path of a socket.
func connect(t testing.TB, addr string) *Redis {
	t.Helper()
	line := &Line{}
	return watch(t, line, redis.NewClient(options(addr, line.dial)))
}

func options(addr string, dial func(context.Context, string, string) (net.Conn, error)) *redis.Options {
	return &redis.Options{
		Addr:                     addr,
		Dialer:                   dial,
		DisableIdentity:          true,
		DialerRetries:            1,
		MinRetryBackoff:          -1,
		MaxRetryBackoff:          -1,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

// watch puts what tests look at around a client.
func watch(t testing.TB, line *Line, client redis.UniversalClient) *Redis {
	t.Cleanup(func() { client.Close() })
	trips := &Trips{}
	client.AddHook(oneTag{t})
	if cluster, is := client.(*redis.ClusterClient); is {
		// What a Begin does goes to a node.
		cluster.OnNewNode(func(node *redis.Client) { node.AddHook(trips) })
	} else {
		client.AddHook(trips)
	}
	return &Redis{DB: storage.New(client), Client: client, Trips: trips, Line: line}
}
