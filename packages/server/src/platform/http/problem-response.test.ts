import { type ProblemCode, problems } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { Problem } from "../../kernel/problem.ts";
import { problemReply } from "./problem-response.ts";

const id = "00000000-0000-4000-8000-000000000000";

describe("an answer to an error", () => {
  test.each(Object.keys(problems).map((code) => [code]))("for %s has its status, title and code", (code) => {
    const isCode = (name: string): name is ProblemCode => Object.hasOwn(problems, name);
    if (!isCode(code)) throw new Error("not a code");
    const { status, body } = problemReply(new Problem(code), id);
    const { title, status: expected } = problems[code];
    expect(body).toMatchObject({ status: expected, title, code, instance: `urn:request:${id}` });
    expect(status).toBe(expected);
  });

  test.each([
    ["an error", Object.assign(new Error("canary at /srv/app.ts"), { query: "select canary", parameters: ["canary"] })],
    ["a text", "canary"],
    ["an object", { message: "canary" }],
    ["nothing", undefined],
    ["an aggregate", new AggregateError([new Error("canary")], "canary")],
    ["a refusal with a cause", new Problem("service.unavailable", { cause: new Error("canary") })],
  ])("that we did not foresee says nothing but the request: %s [C-258] [C-259] [C-260]", (_name, error) => {
    const { status, body } = problemReply(error, id);
    expect(status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(body)).not.toMatch(/canary|select|\.ts/);
  });

  test("says when to come back, whenever coming back can help", () => {
    expect(problemReply(new Problem("service.unavailable"), id).retryAfter).toBeGreaterThan(0);
    expect(problemReply(new Problem("rate.limited", { retryAfter: 77 }), id).retryAfter).toBe(77);
    expect(problemReply(new Problem("auth.required"), id).retryAfter).toBeUndefined();
  });
});
