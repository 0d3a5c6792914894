package storage_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/alumnibot/alumnibot/storage"
)

func TestOpen(t *testing.T) {
	r := miniredis.RunT(t)
	r.RequireAuth("p/w?#@%1")
	for _, url := range []string{
		"redis://:p%2Fw%3F%23%40%251@" + r.Addr(),
		"redis://default:p%2Fw%3F%23%40%251@" + r.Addr() + "/0?read_timeout=1s",
	} {
		db, err := storage.Open(t.Context(), storage.Options{URL: url})
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenSaysWhatHelps(t *testing.T) {
	r := miniredis.RunT(t)
	r.RequireAuth("right")
	for _, c := range []struct{ url, ca, want string }{
		{"redis://" + r.Addr(), "", "it wants a password"},
		{"redis://:hunter2@" + r.Addr(), "", "check user and password"},
		{"rediss://:hunter2@" + r.Addr(), "", "does not answer"},
		{"redis://:hunter2@127.0.0.1:1", "", "check that it runs and that host and port are right"},
		{"unix:///nowhere/redis.sock", "", "check the path of the socket"},
		{"unix:redis.sock", "", "followed by the path of a socket"},
		{"localhost:6379", "", "begins with redis://"},
		{"http://localhost", "", "begins with redis://"},
		{"redis://:hunter2/x@localhost", "", "in the password the characters / ? # @ % are written as"},
		{"redis://hunter2/x@localhost", "", "in the password the characters / ? # @ % are written as"},
		{"redis://:hunter2%zz@localhost", "", "in the password the characters / ? # @ % are written as"},
		{"redis://:hunter2@localhost/zero", "", "invalid database number"},
		{"redis://:hunter2@localhost/?hunter2=1", "", "unexpected option: [secret]"},
		{"redis://:hunter2@localhost?master_name=m&addr=x", "", "unable to parse addr"},
		{"redis://localhost?addr=", "", "unable to parse addr"},
		{"redis://localhost", "ca.pem", "with rediss:// only"},
		{"rediss://localhost", "/nowhere/ca.pem", "reading the certificate authority"},
	} {
		db, err := storage.Open(t.Context(), storage.Options{URL: c.url, CAFile: c.ca})
		if err == nil {
			db.Close()
			t.Errorf("%s: opened", c.url)
			continue
		}
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", c.url, err, c.want)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error holds the password: %v", c.url, err)
		}
	}
}

// TestOpenHangs: a Redis that accepts and then says nothing.
func TestOpenHangs(t *testing.T) {
	t.Parallel() // it waits
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, parameters := range []string{"", "?master_name=m", "?addr=" + l.Addr().String()} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		began := time.Now()
		db, err := storage.Open(ctx, storage.Options{URL: "redis://" + l.Addr().String() + parameters})
		cancel()
		if err == nil {
			db.Close()
			t.Errorf("%q: opened", parameters)
		}
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("%q: took %s with a context of 200 ms", parameters, took)
		}
	}
	began := time.Now()
	if _, err := storage.Open(t.Context(), storage.Options{URL: "redis://" + l.Addr().String()}); err == nil {
		t.Error("opened")
	}
	if took := time.Since(began); took > 6*time.Second {
		t.Errorf("took %s without a context's limit", took)
	}
}

func TestOpenPrivateAuthority(t *testing.T) {
	certificate, caFile := authority(t)
	r := miniredis.NewMiniRedis()
	if err := r.StartTLS(&tls.Config{Certificates: []tls.Certificate{certificate}}); err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	url := "rediss://" + r.Addr()
	db, err := storage.Open(t.Context(), storage.Options{URL: url, CAFile: caFile})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := storage.Open(t.Context(), storage.Options{URL: url}); err == nil || !strings.Contains(err.Error(), "give the file of the authority") {
		t.Errorf("without the authority: %v", err)
	}
}

// authority makes a certificate for 127.0.0.1 that signs itself.
func authority(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}
