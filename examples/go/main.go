// A product's API in which every request is verified: in memory, else by Holdfast, else not at all.
package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

type product struct {
	holdfast *Holdfast
	issuer   string
	keys     Keys
	memory   Memory
}

type refusal struct {
	status int
	code   string
}

// caller says who sends a request, or why it is refused.
func (product *product) caller(request *http.Request) (Caller, *refusal) {
	token := strings.TrimPrefix(request.Header.Get("Authorization"), "Bearer ")
	if token == "" || token == request.Header.Get("Authorization") {
		return Caller{}, &refusal{401, "auth.required"}
	}
	caller, known, generation := product.memory.recall(token)
	if known {
		return caller, nil
	}
	isKey := strings.HasPrefix(token, "hfk_")
	if !isKey {
		if err := product.keys.check(product.holdfast, product.issuer, token); errors.Is(err, errForged) {
			return Caller{}, &refusal{401, "session.expired"}
		}
	}
	caller, err := product.holdfast.introspect(token)
	if err != nil {
		// What cannot be checked is refused. Never let anybody in because the check is away.
		log.Printf("not verified: %v", err)
		return Caller{}, &refusal{503, "service.unavailable"}
	}
	if !caller.Active {
		return Caller{}, &refusal{401, "session.expired"}
	}
	// API keys are asked about each time: their uses are counted and limited.
	if !isKey {
		product.memory.remember(token, caller, generation)
	}
	return caller, nil
}

const proofHolds = 10 * time.Minute

// guarded lets callers through that have a right, if one is asked for, and a recent proof, if that is.
func (product *product) guarded(right string, recent bool, handle func(http.ResponseWriter, Caller)) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		caller, refused := product.caller(request)
		switch {
		case refused != nil:
		case right != "" && !caller.May(right):
			refused = &refusal{403, "right.missing"}
		case recent && time.Since(time.Unix(caller.ProvedAt, 0)) > proofHolds:
			refused = &refusal{401, "auth.recent_required"}
		default:
			handle(writer, caller)
			return
		}
		if refused.status == 401 {
			writer.Header().Set("WWW-Authenticate", "Bearer")
		}
		answer(writer, refused.status, map[string]string{"code": refused.code})
	}
}

func answer(writer http.ResponseWriter, status int, body any) {
	writer.Header().Set("Content-Type", "application/json")
	writer.WriteHeader(status)
	_ = json.NewEncoder(writer).Encode(body)
}

func main() {
	api := os.Getenv("API")
	issuer := os.Getenv("ISSUER")
	if issuer == "" {
		issuer = api
	}
	product := product{holdfast: &Holdfast{API: api, GuardToken: os.Getenv("GUARD_TOKEN")}, issuer: issuer}
	product.memory.callers = map[[32]byte]Caller{}
	go product.memory.keepFresh(product.holdfast, newID())

	// The account is the boundary: every look-up in the product's own tables starts with it.
	hello := func(writer http.ResponseWriter, caller Caller) {
		answer(writer, 200, map[string]string{"account": caller.Account, "user": caller.User})
	}
	http.HandleFunc("/tickets", product.guarded("", false, hello))
	http.HandleFunc("/people", product.guarded("users:read", false, hello))
	http.HandleFunc("/purge", product.guarded("users:delete", true, hello))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}

// newID is a random UUID (RFC 9562 §5.4), of this one memory.
func newID() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		log.Fatal(err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
