import type { EventId } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import type { PlacedEvent } from "../../tenancy/audit/index.ts";
import { ndjson } from "./ndjson.ts";
import { ocsfEvent, ocsfLines } from "./ocsf.ts";
import { syslogFrames, syslogMessage } from "./syslog.ts";

const id: EventId = "evt_01kam2v1111111111111111111";
const placed = (event: string, change: Partial<PlacedEvent["entry"]> = {}): PlacedEvent => ({
  index: 7,
  id,
  entry: {
    v: 1,
    id,
    account: "acc_1",
    time: "2026-11-22T03:16:07.120Z",
    event,
    actor: { type: "user", id: "usr_1" },
    target: { type: "user", id: "usr_2" },
    outcome: "success",
    request: "req-1",
    details: { note: 'two\nlines, "quoted" and Zoë' },
    personal: "c2FsdGVkIGNvbW1pdG1lbnQ",
    ...change,
  },
});

describe("an event in NDJSON", () => {
  test("is one line that says what the log says, but not what it commits to", () => {
    const lines = ndjson([placed("user.created"), placed("user.deleted")]).split("\n");
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      index: 7,
      id,
      account: "acc_1",
      time: "2026-11-22T03:16:07.120Z",
      event: "user.created",
      actor: { type: "user", id: "usr_1" },
      target: { type: "user", id: "usr_2" },
      outcome: "success",
      request: "req-1",
      details: { note: 'two\nlines, "quoted" and Zoë' },
    });
  });
});

describe("an event in syslog", () => {
  test("is a message of RFC 5424, in which nothing breaks the line", () => {
    const message = syslogMessage("holdfast.example", placed("user.created"));
    const shape = /^<110>1 2026-11-22T03:16:07\.120Z holdfast\.example holdfast - user\.created - (\{.*\})$/;
    expect(JSON.parse(shape.exec(message)?.[1] ?? "")).toMatchObject({ event: "user.created", index: 7 });
    expect(syslogMessage("h", placed("session.refused", { outcome: "refused" }))).toMatch(/^<108>1 /);
    const long = syslogMessage("h", placed(`app.${"x".repeat(60)}`));
    expect(long.split(" ")[5]).toHaveLength(32);
  });

  test("goes behind its length in bytes (RFC 5425)", () => {
    const frames = syslogFrames("h", [placed("user.created"), placed("user.deleted")]);
    const messages: string[] = [];
    for (let rest = frames; rest.length > 0;) {
      const space = rest.indexOf(" ");
      const end = space + 1 + Number(rest.subarray(0, space).toString());
      messages.push(rest.subarray(space + 1, end).toString());
      rest = rest.subarray(end);
    }
    expect(messages.map((message) => message.split(" ")[5])).toEqual(["user.created", "user.deleted"]);
    expect(messages[0]).toContain("Zoë");
  });
});

describe("an event in OCSF 1.3.0", () => {
  test.each([
    ["session.created", 3002, 1],
    ["session.revoked", 3002, 2],
    ["session.proved", 3002, 99],
    ["user.created", 3001, 1],
    ["password.changed", 3001, 3],
    ["user.suspended", 3001, 5],
    ["user.profile_changed", 3001, 99],
    ["role.created", 3004, 1],
    ["role.deleted", 3004, 4],
    ["webhook.secret_rotated", 3004, 3],
    ["app.ticket.opened", 3004, 1],
    ["app.ticket.merged", 3004, 99],
  ])("of the name %s is of class %i with activity %i", (name, classUid, activity) => {
    const event = ocsfEvent("holdfast.example", placed(name));
    expect(event).toMatchObject({
      category_uid: 3,
      class_uid: classUid,
      activity_id: activity,
      type_uid: classUid * 100 + activity,
      metadata: { version: "1.3.0", uid: id, sequence: 7, event_code: name, tenant_uid: "acc_1" },
      time: Date.parse("2026-11-22T03:16:07.120Z"),
      status_id: 1,
      severity_id: 1,
      actor: { user: { uid: "usr_1" } },
    });
  });

  test("has what its class requires", () => {
    expect(ocsfEvent("h", placed("user.created"))).toMatchObject({ user: { uid: "usr_2" } });
    expect(ocsfEvent("h", placed("role.created"))).toMatchObject({ entity: { uid: "usr_2", type: "user" } });
    const signIn = placed("session.refused", {
      outcome: "refused",
      target: null,
      actor: { type: "anonymous", id: null },
    });
    expect(ocsfEvent("h", signIn)).toMatchObject({
      user: { uid: "unknown" },
      service: { name: "Holdfast", uid: "h" },
      status_id: 2,
      severity_id: 2,
    });
    expect(ocsfLines("h", [signIn]).trimEnd()).not.toContain("\n");
  });
});
