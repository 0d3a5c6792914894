package discordtest

import (
	"bytes"
	_ "embed" // for the contract
	"fmt"
	"strings"
	"sync"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Contract is Discord's published description of its REST API, by which bodies
// of requests are checked.
type Contract struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	document any
	schemas  map[string]*jsonschema.Schema // by method and path; nil: none
}

//go:embed testdata/discord-openapi.json
var contractJSON []byte

const contractURL = "file:///discord-openapi.json"

var openContract = sync.OnceValues(readContract)

// OpenContract reads the contract, once.
func OpenContract() (*Contract, error) { return openContract() }

func readContract() (*Contract, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(contractJSON))
	if err != nil {
		return nil, fmt.Errorf("read Discord's contract: %w", err)
	}
	c := &Contract{compiler: jsonschema.NewCompiler(), document: document, schemas: map[string]*jsonschema.Schema{}}
	c.compiler.UseRegexpEngine(compileRegexp)
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	return c, c.compiler.AddResource(contractURL, document)
}

// looking is an expression that may look ahead, which Go's own cannot.
type looking struct{ *regexp2.Regexp }

func (l looking) MatchString(s string) bool {
	matches, err := l.Regexp.MatchString(s)
	return err == nil && matches
}

func compileRegexp(s string) (jsonschema.Regexp, error) {
	re, err := regexp2.Compile(s, regexp2.ECMAScript)
	if err != nil {
		return nil, err
	}
	return looking{re}, nil
}

// Check reports what of a body the contract does not allow. path is as the fake
// writes it, with names of its own in braces.
func (c *Contract) Check(method, path string, body []byte) error {
	schema, err := c.schema(method, path)
	if err != nil || schema == nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// schema is that of a request's body; nil for a request without one.
func (c *Contract) schema(method, path string) (*jsonschema.Schema, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := method + " " + path
	if s, known := c.schemas[key]; known {
		return s, nil
	}
	at, err := c.find(method, path)
	if err != nil || at == "" {
		return nil, err
	}
	s, err := c.compiler.Compile(contractURL + "#" + at)
	if err != nil {
		return nil, fmt.Errorf("compile the contract of %s: %w", key, err)
	}
	c.schemas[key] = s
	return s, nil
}

// find is the place of a body's schema in the document.
func (c *Contract) find(method, path string) (string, error) {
	paths, _ := get(c.document, "paths").(map[string]any)
	for template, operations := range paths {
		if !SamePath(template, path) {
			continue
		}
		operation := get(operations, strings.ToLower(method))
		if operation == nil {
			continue
		}
		if get(operation, "requestBody", "content", "application/json", "schema") == nil {
			return "", nil
		}
		escaped := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(template)
		return "/paths/" + escaped + "/" + strings.ToLower(method) + "/requestBody/content/application~1json/schema", nil
	}
	return "", fmt.Errorf("the contract has no %s %s", method, path)
}

// SamePath reports whether two paths are the same but for the names in braces.
func SamePath(template, path string) bool {
	a, b := strings.Split(template, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !(strings.HasPrefix(a[i], "{") && strings.HasPrefix(b[i], "{")) {
			return false
		}
	}
	return true
}

func get(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}

func loadContract() *Contract {
	c, err := OpenContract()
	if err != nil {
		panic(err) // the contract is a part of this package
	}
	return c
}
