import { problems } from "@holdfast/contract";
import { ApiProblem } from "@holdfast/sdk";
import { describe, expect, test } from "vitest";

import { requestIdOf, textOf } from "./problem-text.ts";

const facts = {
  code: "rate.limited",
  status: 429,
  title: "Too many requests",
  advice: "Wait for the seconds in Retry-After.",
  detail: null,
  errors: [],
  requestId: "req-1",
  retryAfter: null,
} as const;

describe("a refusal in words", () => {
  test("says how long to wait when the server did", () => {
    expect(textOf(new ApiProblem({ ...facts, retryAfter: 42 })).advice).toBe("Try again in 42 seconds.");
    expect(textOf(new ApiProblem(facts)).advice).toBe("Wait a little, then try again.");
  });

  test("passes on what the server says of this very case", () => {
    const problem = new ApiProblem({ ...facts, code: "password.guessable", detail: "It is a date." });
    expect(textOf(problem)).toEqual({ title: "The password is easy to guess", advice: "It is a date." });
  });

  test("never shows a header's name or a field's to a person", () => {
    for (const code of Object.keys(problems).filter((raw): raw is keyof typeof problems => raw in problems)) {
      const { title, advice } = textOf(new ApiProblem({ ...facts, code }));
      expect(`${title} ${advice}`).not.toMatch(/Retry-After|`|GET |\/docs|JSON/);
    }
  });

  test("of anything else says that it is our fault", () => {
    expect(textOf(new TypeError("x is undefined")).title).toBe("Something went wrong on our side");
  });

  test("has a request number where only the operator can help", () => {
    expect(requestIdOf(new ApiProblem({ ...facts, code: "internal", status: 500 }))).toBe("req-1");
    expect(requestIdOf(new ApiProblem(facts))).toBeNull();
    expect(requestIdOf(new TypeError("x"))).toBeNull();
  });
});
