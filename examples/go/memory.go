package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"log"
	"sync"
	"time"
)

// Memory remembers callers, and is believed only while Holdfast vouches for it: four times in a lease it says what it has
// applied and learns what was revoked since. When anything was, it forgets everything.
type Memory struct {
	mutex      sync.Mutex
	callers    map[[32]byte]Caller
	generation int
	sentAt     time.Time
	trust      time.Duration
}

const mostRemembered = 100_000

// trusted is called under the mutex. By both clocks: the monotonic one stands still while a machine sleeps.
func (memory *Memory) trusted() bool {
	byWall := time.Now().Round(0).Sub(memory.sentAt.Round(0))
	return time.Since(memory.sentAt) < memory.trust && byWall >= 0 && byWall < memory.trust
}

// recall gives back a caller that may be believed, and else the generation to remember a new one under.
func (memory *Memory) recall(token string) (caller Caller, known bool, generation int) {
	memory.mutex.Lock()
	defer memory.mutex.Unlock()
	if !memory.trusted() {
		return Caller{}, false, -1
	}
	caller, known = memory.callers[sha256.Sum256([]byte(token))]
	return caller, known && time.Now().Unix() < caller.End, memory.generation
}

// remember keeps a caller, unless something was revoked since it was asked about: it may have been this one.
func (memory *Memory) remember(token string, caller Caller, generation int) {
	memory.mutex.Lock()
	defer memory.mutex.Unlock()
	if generation != memory.generation || !memory.trusted() || len(memory.callers) >= mostRemembered {
		return
	}
	memory.callers[sha256.Sum256([]byte(token))] = caller
}

type renewal struct {
	Position json.RawMessage   `json:"position"`
	Entries  []json.RawMessage `json:"entries"`
	Reset    bool              `json:"reset"`
	TrustMs  float64           `json:"trustMs"`
	LeaseMs  float64           `json:"leaseMs"`
}

// keepFresh renews trust for as long as the program runs.
func (memory *Memory) keepFresh(holdfast *Holdfast, id string) {
	position := json.RawMessage("null")
	pause := 250 * time.Millisecond
	for {
		body, _ := json.Marshal(map[string]any{"guard": id, "position": position})
		sentAt := time.Now()
		var answer renewal
		err := holdfast.send("POST", "/v1/revocations/renewals", "application/json", body, &answer)
		if err == nil && answer.LeaseMs < 1 {
			err = errors.New("somebody answered in Holdfast's place")
		}
		if err != nil {
			log.Printf("trust was not renewed: %v", err)
			time.Sleep(pause)
			continue
		}
		position = answer.Position
		pause = time.Duration(answer.LeaseMs/4) * time.Millisecond
		if memory.apply(answer, sentAt) {
			// What it brought is applied now: say so at once, for somebody waits for it.
			continue
		}
		time.Sleep(pause)
	}
}

func (memory *Memory) apply(answer renewal, sentAt time.Time) (changed bool) {
	memory.mutex.Lock()
	defer memory.mutex.Unlock()
	changed = answer.Reset || len(answer.Entries) > 0
	if changed || len(memory.callers) >= mostRemembered {
		memory.callers = map[[32]byte]Caller{}
		memory.generation++
	}
	if answer.TrustMs > 0 {
		memory.sentAt = sentAt
		memory.trust = time.Duration(answer.TrustMs * float64(time.Millisecond))
	}
	return changed
}
