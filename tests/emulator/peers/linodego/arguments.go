package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
)

// arguments makes what a method takes from JSON, by the types of its parameters. A context is put
// in where one is asked for; a file comes in base64.
func arguments(ctx context.Context, method reflect.Type, given []json.RawMessage) ([]reflect.Value, error) {
	made := make([]reflect.Value, 0, method.NumIn())
	for i := range method.NumIn() {
		kind := method.In(i)
		if kind == reflect.TypeFor[context.Context]() {
			made = append(made, reflect.ValueOf(ctx))
			continue
		}
		if len(given) == 0 {
			return nil, fmt.Errorf("a %s is missing", kind)
		}
		value, err := argument(kind, given[0])
		if err != nil {
			return nil, err
		}
		made, given = append(made, value), given[1:]
	}
	if len(given) > 0 {
		return nil, fmt.Errorf("%d arguments too many", len(given))
	}
	return made, nil
}

func argument(kind reflect.Type, given json.RawMessage) (reflect.Value, error) {
	switch kind {
	case reflect.TypeFor[io.Reader]():
		var content []byte
		err := json.Unmarshal(given, &content)
		return reflect.ValueOf(io.Reader(bytes.NewReader(content))), err
	case reflect.TypeFor[any]():
		// Ids of entities: JSON's numbers would be floats, which clients do not pass.
		var number int
		if json.Unmarshal(given, &number) == nil {
			return reflect.ValueOf(number), nil
		}
	}
	value := reflect.New(kind)
	strict := json.NewDecoder(bytes.NewReader(given))
	strict.DisallowUnknownFields()
	return value.Elem(), strict.Decode(value.Interface())
}
