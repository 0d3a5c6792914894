package storage_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/alumnibot/alumnibot/storage"
)

type book struct {
	Title string `json:"title"`
	Shelf string `json:"shelf"`
}

// Records of one kind are a collection. What is written together is committed
// together, once, and only if nobody else was faster.
func Example() {
	server, err := miniredis.Run()
	if err != nil {
		panic(err)
	}
	defer server.Close()
	db := storage.New(redis.NewClient(&redis.Options{Addr: server.Addr()}))
	defer db.Close()

	books := storage.NewCollection(db, storage.Schema[book]{
		Name:  "book",
		Terms: func(b book) []storage.Term { return []storage.Term{{Index: "shelf", Value: b.Shelf}} },
	})
	ctx, scope, now := context.Background(), storage.CommunityScope("library"), time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

	tx := db.Begin(scope, "event 1", now)
	books.Put(tx, books.New("b1", book{"Kokoro", "novels"}))
	books.Put(tx, books.New("b2", book{"Botchan", "novels"}))
	fmt.Println(tx.Commit(ctx))

	novels, _, err := books.List(ctx, scope, "shelf", "novels", storage.Page{Limit: 10}, now)
	fmt.Println(len(novels), err)

	mine, yours := *novels[0], *novels[0]
	for i, record := range []*storage.Record[book]{&mine, &yours} {
		record.Value.Shelf = "classics"
		tx := db.Begin(scope, fmt.Sprint("event ", i+2), now)
		books.Put(tx, record)
		err := tx.Commit(ctx)
		fmt.Println(err == nil, errors.Is(err, storage.ErrConflict))
	}
	// Output:
	// <nil>
	// 2 <nil>
	// true false
	// false true
}
