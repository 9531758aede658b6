package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Holdfast is the API over plain HTTP, as a guard asks it.
type Holdfast struct {
	API        string
	GuardToken string
	client     http.Client
}

// Caller is what introspection says of a token (RFC 7662).
type Caller struct {
	Active   bool   `json:"active"`
	Account  string `json:"account"`
	User     string `json:"sub"`
	Session  string `json:"session"`
	Scope    string `json:"scope"`
	End      int64  `json:"exp"`
	ProvedAt int64  `json:"auth_time"`
}

// May says whether the caller has a right at this moment.
func (caller Caller) May(right string) bool {
	for _, held := range strings.Fields(caller.Scope) {
		if held == right {
			return true
		}
	}
	return false
}

func (holdfast *Holdfast) introspect(token string) (Caller, error) {
	var caller Caller
	form := url.Values{"token": {token}}
	err := holdfast.send("POST", "/v1/introspect", "application/x-www-form-urlencoded", []byte(form.Encode()), &caller)
	return caller, err
}

func (holdfast *Holdfast) send(method, path, contentType string, body []byte, answer any) error {
	request, err := http.NewRequest(method, holdfast.API+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+holdfast.GuardToken)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	// Without a time limit, a server that is away would hold up a product that could refuse.
	holdfast.client.Timeout = 10 * time.Second
	response, err := holdfast.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		var problem struct{ Code string }
		_ = json.NewDecoder(response.Body).Decode(&problem)
		return fmt.Errorf("%d %s", response.StatusCode, problem.Code)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
