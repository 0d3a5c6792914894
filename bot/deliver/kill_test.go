package deliver_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/deliver"
	"github.com/alumnibot/alumnibot/storage"
	"github.com/alumnibot/alumnibot/storage/redistest"
)

// With these the test binary is a process that sends until it is killed: the
// Redis, the file that plays the platform, whether keys count there, and how
// far its clock is ahead.
const (
	envRedis      = "ALUMNIBOT_TEST_DELIVER_REDIS"
	envPlatform   = "ALUMNIBOT_TEST_DELIVER_PLATFORM"
	envRepeatable = "ALUMNIBOT_TEST_DELIVER_REPEATABLE"
	envAhead      = "ALUMNIBOT_TEST_DELIVER_AHEAD"
)

func TestMain(m *testing.M) {
	if socket := os.Getenv(envRedis); socket != "" {
		sendUntilKilled(socket)
	}
	goleak.VerifyTestMain(m)
}

func sendUntilKilled(socket string) {
	ahead, err := time.ParseDuration(os.Getenv(envAhead))
	if err != nil {
		panic(err)
	}
	c, err := deliver.NewCourier(deliver.Config{
		DB:          storage.New(redis.NewClient(&redis.Options{Network: "unix", Addr: socket})),
		Communities: []bot.Community{acme},
		Clock:       func() time.Time { return time.Now().Add(ahead) },
		Log:         discard(),
		Adapters:    []bot.Adapter{filePlatform{path: os.Getenv(envPlatform), repeatable: os.Getenv(envRepeatable) == "true"}},
		Notices: []bot.Notice{{Name: "test.news", Write: func(_ context.Context, p bot.DeliveryRequest) (bot.OutgoingMessage, error) {
			return bot.OutgoingMessage{User: bot.User(p.To), Body: func(bot.Localizer) bot.Message { return bot.Message{} }}, nil
		}}},
	})
	if err != nil {
		panic(err)
	}
	_ = c.Run(context.Background())
}

// filePlatform is a platform in a file, a line for each message: it outlives
// the processes that send.
type filePlatform struct {
	bot.Adapter
	path       string
	repeatable bool
}

func (f filePlatform) Traits() bot.Traits { return bot.Traits{Platform: "x", Repeatable: f.repeatable} }

func (f filePlatform) Profile(context.Context, bot.User) (bot.Profile, error) {
	return bot.Profile{Locale: bot.English}, nil
}

func (f filePlatform) Limits(context.Context, bot.Outgoing) []bot.Bucket { return nil }

func (f filePlatform) Send(_ context.Context, out bot.Outgoing) (bot.MessageRef, error) {
	posted, err := os.ReadFile(f.path)
	if err != nil {
		return "", err
	}
	if f.repeatable && bytes.Contains(posted, []byte(" "+out.Key+"\n")) {
		return "x:m", nil
	}
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return "", err
	}
	defer file.Close()
	_, err = fmt.Fprintf(file, "%s %s\n", out.User, out.Key)
	return "x:m", err
}

// Find knows what is in the file: whoever may have been writing is dead.
func (f filePlatform) Find(_ context.Context, out bot.Outgoing, _ time.Time) (bot.MessageRef, error) {
	posted, err := os.ReadFile(f.path)
	switch {
	case err != nil:
		return "", err
	case bytes.Contains(posted, []byte(" "+out.Key+"\n")):
		return "x:m", nil
	default:
		return "", bot.ErrNotSent
	}
}

// TestKilledProcesses kills the sending process again and again, with a real
// redis-server, until everything is sent.
func TestKilledProcesses(t *testing.T) {
	for _, repeatable := range []bool{true, false} {
		t.Run("repeatable="+strconv.FormatBool(repeatable), func(t *testing.T) {
			const recipients, kills = 400, 8
			w := worldOn(t, redistest.Server(t), repeatable)
			path := t.TempDir() + "/platform"
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			var to []string
			for i := range recipients {
				to = append(to, "x:p"+strconv.Itoa(i))
			}
			w.tell(to...)
			socket := w.redis.Client.(*redis.Client).Options().Addr
			for n := range kills + 1 {
				// The last one is left to finish.
				atLeast := recipients * (n + 1) / (kills + 2)
				sendInProcess(t, socket, path, repeatable, time.Duration(n)*10*time.Minute, func() bool {
					if n < kills {
						return len(lines(t, path)) >= atLeast
					}
					totals := w.totals()
					return totals[storage.Pending]+totals[storage.Sending] == 0
				})
			}

			got := map[string]int{}
			for _, line := range lines(t, path) {
				to, _, _ := strings.Cut(line, " ")
				if got[to]++; got[to] == 2 {
					t.Errorf("%s got it twice", to)
				}
			}
			if totals := w.totals(); len(got) != recipients || totals[storage.Sent] != recipients {
				t.Errorf("%d of %d got it, totals %v after %d kills", len(got), recipients, totals, kills)
			}
		})
	}
}

// sendInProcess runs a process that sends, and kills it as soon as enough says
// so.
func sendInProcess(t *testing.T, socket, path string, repeatable bool, ahead time.Duration, enough func() bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envRedis+"="+socket, envPlatform+"="+path,
		envRepeatable+"="+strconv.FormatBool(repeatable), envAhead+"="+ahead.String())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	limit, tick := time.After(30*time.Second), time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !enough() {
		select {
		case <-limit:
			t.Fatalf("%d messages after 30 seconds", len(lines(t, path)))
		case <-tick.C:
		}
	}
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	posted, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(posted)), "\n")
}
