// Command prune reduces Discord's published OpenAPI document to what the fake
// checks: the bodies of the requests that it knows, and the schemas that these
// refer to.
//
//	go run ./adapters/discord/discordtest/prune <openapi.json >adapters/discord/discordtest/testdata/discord-openapi.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/alumnibot/alumnibot/adapters/discord/discordtest"
)

// document is as much of an OpenAPI document as is kept.
type document struct {
	OpenAPI    string                          `json:"openapi"`
	Info       info                            `json:"info"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components components                      `json:"components"`
}

type info struct {
	Title   string          `json:"title"`
	Version string          `json:"version"`
	License json.RawMessage `json:"license"`
}

type components struct {
	Schemas map[string]any `json:"schemas"`
}

type operation struct {
	Body *requestBody `json:"requestBody,omitempty"`
}

type requestBody struct {
	Content map[string]media `json:"content"`
}

type media struct {
	Schema any `json:"schema"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "prune:", err)
		os.Exit(1)
	}
}

func run() error {
	var raw struct {
		document
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&raw); err != nil {
		return err
	}
	out := document{raw.OpenAPI, raw.Info, map[string]map[string]operation{}, components{map[string]any{}}}
	for _, route := range discordtest.Routes() {
		method, path, _ := strings.Cut(route, " ")
		for template, operations := range raw.Paths {
			found, ok := operations[strings.ToLower(method)]
			if !ok || !discordtest.SamePath(template, path) {
				continue
			}
			var o operation
			if err := json.Unmarshal(found, &o); err != nil {
				return fmt.Errorf("%s: %w", route, err)
			}
			if out.Paths[template] == nil {
				out.Paths[template] = map[string]operation{}
			}
			out.Paths[template][strings.ToLower(method)] = jsonOnly(o, raw.Components.Schemas, out.Components.Schemas)
		}
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	return enc.Encode(out)
}

// jsonOnly is the operation with its JSON body, whose schemas are taken from all
// into kept.
func jsonOnly(o operation, all, kept map[string]any) operation {
	if o.Body == nil {
		return operation{}
	}
	body, ok := o.Body.Content["application/json"]
	if !ok {
		return operation{}
	}
	strip(body.Schema, all, kept)
	return operation{&requestBody{map[string]media{"application/json": body}}}
}

// strip takes the descriptions out of a schema, and keeps the schemas that it
// refers to.
func strip(v any, all, kept map[string]any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			strip(one, all, kept)
		}
	case map[string]any:
		if _, text := v["description"].(string); text {
			delete(v, "description")
		}
		if ref, ok := v["$ref"].(string); ok {
			name := strings.TrimPrefix(ref, "#/components/schemas/")
			if kept[name] == nil {
				kept[name] = all[name]
				strip(kept[name], all, kept)
			}
		}
		for _, one := range v {
			strip(one, all, kept)
		}
	}
}
