// Calls linodego, unchanged, for tests written in Python: a line of JSON in, a line of JSON out.
//
// A line is [object, method, argument...], a method of linodego called by its name. Object 0 makes
// clients. What a line answers:
//
//	{"value": ...}   what the method returned, or a list if that was several things
//	{"object": 3}    it returned a client or a poller, whose methods can be called as of object 3
//	{"error": {"status": 404, "message": "[404] Not found"}}
//
// The status is 0 where the error is none of the API's. Knows no scenario.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"reflect"
	"time"

	"github.com/linode/linodego"
)

// Longest a call may take, so that a test fails before pytest's run does.
const patience = 30 * time.Second

// objects are what lines call methods of, by their numbers.
var objects = []any{start{}}

// start is object 0.
type start struct{}

// Client is as `linodego.NewClient`, with waits that suit tests: the defaults are seconds.
func (start) Client() *linodego.Client {
	client := linodego.NewClient(nil)
	return hurried(&client)
}

// ClientFromEnv is as `linodego.NewClientFromEnv`: LINODE_URL, LINODE_TOKEN and so on.
func (start) ClientFromEnv() (*linodego.Client, error) {
	client, err := linodego.NewClientFromEnv(nil)
	if err != nil {
		return nil, err
	}
	return hurried(client), nil
}

// Fields is what linodego reads of the reply of a client's method: field by field, nested.
func (start) Fields(method string) (any, error) {
	found, ok := reflect.TypeFor[*linodego.Client]().MethodByName(method)
	if !ok {
		return nil, fmt.Errorf("linodego has no method %s", method)
	}
	return fields(found.Type.Out(0)), nil
}

func hurried(client *linodego.Client) *linodego.Client {
	return client.
		SetPollDelay(10 * time.Millisecond).
		SetRetryWaitTime(10 * time.Millisecond).
		SetRetryMaxWaitTime(20 * time.Millisecond)
}

// poller can be told whom to wait for once that is known, which the provider does too.
type poller struct{ *linodego.EventPoller }

func (waiting poller) SetEntityID(id int) { waiting.EntityID = id }

func main() {
	log.SetOutput(io.Discard) // linodego tells there what it waits for
	lines, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var line []json.RawMessage
		if err := lines.Decode(&line); err == io.EOF {
			return
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := answers.Encode(answer(call(line))); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// call does what a line asks for.
func call(line []json.RawMessage) (any, error) {
	if len(line) < 2 {
		return nil, errors.New("a line needs an object and a method")
	}
	var object int
	var name string
	if err := errors.Join(json.Unmarshal(line[0], &object), json.Unmarshal(line[1], &name)); err != nil {
		return nil, err
	}
	method := reflect.ValueOf(objects[object]).MethodByName(name)
	if !method.IsValid() {
		return nil, fmt.Errorf("%T has no method %s", objects[object], name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	given, err := arguments(ctx, method.Type(), line[2:])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return results(method.Call(given))
}

func answer(value any, err error) map[string]any {
	if err != nil {
		return map[string]any{"error": map[string]any{"status": status(err), "message": err.Error()}}
	}
	switch made := value.(type) {
	case *linodego.Client:
		return remembered(made)
	case *linodego.EventPoller:
		return remembered(poller{made})
	}
	return map[string]any{"value": plain(reflect.ValueOf(value))}
}

func remembered(object any) map[string]any {
	objects = append(objects, object)
	return map[string]any{"object": len(objects) - 1}
}

// status is the reply's. linodego's own codes are small numbers; most of its errors are pointers.
func status(err error) int {
	var pointer *linodego.Error
	var value linodego.Error
	if errors.As(err, &pointer) {
		value = *pointer
	} else if !errors.As(err, &value) {
		return 0
	}
	if value.Code < 100 {
		return 0
	}
	return value.Code
}
