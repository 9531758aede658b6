import type { ProblemCode } from "@holdfast/contract";
import { ApiProblem, type FieldError } from "@holdfast/sdk";
import { describe, expect, test } from "vitest";

import { faultsIn, isMailAddress } from "./field-faults.ts";

const refusal = (code: ProblemCode, errors: readonly FieldError[] = []) =>
  new ApiProblem({
    code,
    status: 400,
    title: "",
    advice: "",
    detail: null,
    errors,
    requestId: null,
    retryAfter: null,
  });

const names = ["slug", "owner/email"] as const;

describe("a refusal of a form", () => {
  test("is told at the fields that it names, in the form's own words where it has some", () => {
    const malformed = refusal("request.malformed", [
      { field: "body/slug", message: "must match pattern ^[a-z]" },
      { field: "body/owner/email", message: "must be an address" },
      { field: "body/owner", message: "unknown field" },
    ]);
    expect(faultsIn(malformed, names, { words: { slug: "Small letters only." } })).toEqual({
      slug: "Small letters only.",
      "owner/email": "must be an address",
    });
  });

  test("is told at the field that its code is about", () => {
    const ofCode = { "account.slug_taken": "slug" } as const;
    expect(faultsIn(refusal("account.slug_taken"), names, { ofCode })).toEqual({
      slug: "This address is taken. Choose another.",
    });
  });

  test("that is about no field, or no refusal at all, leaves the fields alone", () => {
    expect(faultsIn(refusal("sign_up.closed"), names)).toEqual({});
    expect(faultsIn(new TypeError("x"), names)).toEqual({});
  });
});

test("a mail address has one @ with something before it, and a dot after it", () => {
  expect(["ada@example.com", "a.b+c@x.co"].every(isMailAddress)).toBe(true);
  expect(["", "ada", "ada@", "@example.com", "a b@example.com", "ada@localhost"].some(isMailAddress)).toBe(false);
});
