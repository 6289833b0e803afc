package main

import (
	"net"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// results parts a method's error from what else it returned.
func results(returned []reflect.Value) (any, error) {
	values := []any{}
	for _, each := range returned {
		if each.Type() == reflect.TypeFor[error]() {
			if err, failed := each.Interface().(error); failed {
				return nil, err
			}
			continue
		}
		values = append(values, each.Interface())
	}
	switch len(values) {
	case 0:
		return nil, nil
	case 1:
		return values[0], nil
	}
	return values, nil
}

// plain is a value of linodego's as JSON has it, times as Linode writes them: by linodego's own
// encoding they would be dropped, so that it could not be given back to linodego.
func plain(value reflect.Value) any {
	if !value.IsValid() {
		return nil
	}
	switch known := value.Interface().(type) {
	case time.Time:
		return known.Format("2006-01-02T15:04:05")
	case net.IP:
		return known.String()
	}
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		return plain(value.Elem())
	case reflect.Slice:
		if value.IsNil() {
			return nil
		}
		items := make([]any, value.Len())
		for i := range items {
			items[i] = plain(value.Index(i))
		}
		return items
	case reflect.Struct:
		members := map[string]any{}
		for name, index := range membersOf(value.Type()) {
			members[name] = plain(value.Field(index))
		}
		return members
	}
	return value.Interface()
}

// fields is the same of a type: a map for what has fields, true for what has none.
func fields(kind reflect.Type) any {
	switch kind.Kind() {
	case reflect.Pointer, reflect.Slice:
		return fields(kind.Elem())
	case reflect.Struct:
		if kind == reflect.TypeFor[time.Time]() {
			return true
		}
		members := map[string]any{}
		for name, index := range membersOf(kind) {
			members[name] = fields(kind.Field(index).Type)
		}
		return members
	}
	return true
}

var hump = regexp.MustCompile("([a-z])([A-Z])")

// membersOf finds a struct's fields by their names on the wire. Times are tagged "-", and are read
// under the same name as a word: LastSuccessful is last_successful.
func membersOf(kind reflect.Type) map[string]int {
	found := map[string]int{}
	for i := range kind.NumField() {
		field := kind.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			name = strings.ToLower(hump.ReplaceAllString(field.Name, "${1}_${2}"))
		}
		found[name] = i
	}
	return found
}
