package redistest

import (
	"bytes"
	"encoding"
	"encoding/json"
	"hash/fnv"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alumnibot/alumnibot/storage"
)

// goldenDir holds the records as the program stored them in November 2026, the
// first version of the stored form. One file a collection: the value on the first
// line, the index terms on the second.
const goldenDir = "testdata/stored/2026-11"

// Golden holds a collection of r to the stored bytes that are checked in: the
// program reads every field of them, and writes every field back under the same
// name. set completes the sample value where the types alone do not give a valid
// one. With UPDATE=1 it records a collection that has no file yet; a recorded file
// is never written again, since records like it are in use.
func Golden[T any](t *testing.T, r *Redis, c *storage.Collection[T], set ...func(*T)) {
	t.Helper()
	requireJSONNames(t, reflect.TypeFor[T](), map[reflect.Type]bool{})
	var sample T
	fill(reflect.ValueOf(&sample).Elem(), "value")
	for _, s := range set {
		s(&sample)
	}
	key, data, terms := putSample(t, r, c, sample)
	name := strings.Split(key, ":")[2]
	file := filepath.Join(goldenDir, name+".jsonl")
	golden, err := os.ReadFile(file)
	if os.IsNotExist(err) && os.Getenv("UPDATE") == "1" {
		must(t, os.MkdirAll(goldenDir, 0o755))
		golden = []byte(data + "\n" + terms + "\n")
		must(t, os.WriteFile(file, golden, 0o644))
	} else {
		must(t, err)
	}
	recorded, recordedTerms, _ := bytes.Cut(bytes.TrimSpace(golden), []byte("\n"))
	sameFields(t, name+", what is written", "", parse(t, []byte(data)), parse(t, recorded))
	if string(recordedTerms) != terms {
		t.Errorf("%s: the index terms are\n%s, recorded are\n%s", name, terms, recordedTerms)
	}

	must(t, r.Client.HSet(ctx, key, "d", recorded).Err())
	read, err := c.Get(ctx, storage.CommunityScope("acme"), goldenID, goldenTime)
	must(t, err)
	again, err := json.Marshal(read.Value)
	must(t, err)
	sameFields(t, name+", what is read", "", parse(t, again), parse(t, recorded))
	unknownSurvives(t, r, c, key, recorded)
}

// unknownSurvives holds the collection to keep what a later version of the program
// will have added to a stored record when this version writes it.
func unknownSurvives[T any](t *testing.T, r *Redis, c *storage.Collection[T], key string, recorded []byte) {
	t.Helper()
	later := parse(t, recorded)
	addUnknown(reflect.TypeFor[T](), later)
	data, err := json.Marshal(later)
	must(t, err)
	must(t, r.Client.HSet(ctx, key, "d", data).Err())
	read, err := c.Get(ctx, storage.CommunityScope("acme"), goldenID, goldenTime)
	must(t, err)
	tx := r.DB.Begin(storage.CommunityScope("acme"), "", goldenTime)
	c.Put(tx, read)
	must(t, tx.Commit(ctx))
	written, err := r.Client.HGet(ctx, key, "d").Result()
	must(t, err)
	sameFields(t, key+", what a later version stored", "", parse(t, []byte(written)), later)
}

// addUnknown adds a member to a stored struct, and to the structs in it.
func addUnknown(of reflect.Type, stored any) {
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	object, ok := stored.(map[string]any)
	if !ok || of.Kind() != reflect.Struct || encodesItself(of) {
		return
	}
	for field := range of.Fields() {
		addUnknown(field.Type, object[jsonName(field)])
	}
	object["added later"] = map[string]any{"to": []any{"<", true, nil}}
}

const goldenID = "sample"

var goldenTime = time.Date(2026, 11, 30, 9, 30, 0, 0, time.UTC)

// putSample stores the value and returns its key and what stands there.
func putSample[T any](t *testing.T, r *Redis, c *storage.Collection[T], sample T) (key, data, terms string) {
	t.Helper()
	r.clear(t)
	tx := r.DB.Begin(storage.CommunityScope("acme"), "", goldenTime)
	c.Put(tx, c.New(goldenID, sample))
	must(t, tx.Commit(ctx))
	keys, err := r.Client.Keys(ctx, "{c:acme}:*:r:"+goldenID).Result()
	must(t, err)
	if len(keys) != 1 {
		t.Fatalf("one record makes the keys %q", keys)
	}
	stored, err := r.Client.HMGet(ctx, keys[0], "d", "t").Result()
	must(t, err)
	return keys[0], stored[0].(string), stored[1].(string)
}

func parse(t *testing.T, data []byte) (v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	must(t, d.Decode(&v))
	return v
}

// sameFields reports what of the recorded value is missing or different in got.
// Fields that were added since are none of its business.
func sameFields(t *testing.T, what, at string, got, recorded any) {
	t.Helper()
	switch recorded := recorded.(type) {
	case map[string]any:
		object, _ := got.(map[string]any)
		for name, v := range recorded {
			field, ok := object[name]
			if !ok {
				t.Errorf("%s: no %s.%s", what, at, name)
				continue
			}
			sameFields(t, what, at+"."+name, field, v)
		}
	case []any:
		list, _ := got.([]any)
		if len(list) != len(recorded) {
			t.Errorf("%s: %s has %d elements, recorded are %d", what, at, len(list), len(recorded))
			return
		}
		for i, v := range recorded {
			sameFields(t, what, at+"[]", list[i], v)
		}
	default:
		if got != recorded {
			t.Errorf("%s: %s is %v, recorded is %v", what, at, got, recorded)
		}
	}
}

// fill gives every field a value that follows from its path.
func fill(v reflect.Value, path string) {
	if !v.CanSet() {
		return
	}
	h := fnv.New32a()
	h.Write([]byte(path))
	n := int64(h.Sum32()%100) + 1
	switch target := v.Addr().Interface().(type) {
	case *time.Time:
		*target = goldenTime.Add(time.Duration(n) * time.Hour)
		return
	case json.Unmarshaler:
		return // for the caller to set
	case encoding.TextUnmarshaler:
		if target.UnmarshalText([]byte(goldenTime.AddDate(0, 0, int(n)).Format(time.DateOnly))) == nil {
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), path)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), path+"."+jsonName(v.Type().Field(i)))
		}
	case reflect.Slice:
		if strings.Count(path, "[]") > 4 {
			return // a type that holds itself
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), path+"[]")
		fill(v.Index(1), path+"[]'")
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, path+".key")
		fill(value, path+".of")
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString(path[strings.LastIndex(path, ".")+1:])
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(n))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(n) + 0.5)
	}
}

// jsonName is the name of a field in the stored form.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		return f.Name
	}
	return name
}

// requireJSONNames reports fields whose name in the stored form is not written
// down: renaming such a field in Go would lose what is stored under its old name.
func requireJSONNames(t *testing.T, of reflect.Type, seen map[reflect.Type]bool) {
	t.Helper()
	if seen[of] {
		return
	}
	seen[of] = true
	if encodesItself(of) {
		return // and so names what it writes
	}
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		requireJSONNames(t, of.Elem(), seen)
	case reflect.Struct:
		for f := range of.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.IsExported() && !f.Anonymous && name == "" {
				t.Errorf("%s.%s is stored without a json name", of, f.Name)
			}
			requireJSONNames(t, f.Type, seen)
		}
	}
}

func encodesItself(t reflect.Type) bool {
	switch reflect.New(t).Interface().(type) {
	case json.Unmarshaler, encoding.TextUnmarshaler:
		return true
	}
	return false
}
