import { expect, test } from "vitest";

import { grantStateWords, scopesWithin, scopesWords } from "./support-words.ts";

const use = { session: "ses_00000000000000000000000001", name: "kim", openedAt: "", lastUsedAt: null } as const;

test("a grant is spoken of by what it lets happen now", () => {
  expect(grantStateWords({ state: "open", uses: [] }).words).toBe("open, not used yet");
  expect(grantStateWords({ state: "open", uses: [use] }).words).toBe("support is in");
  expect(grantStateWords({ state: "revoked", uses: [use] }).words).toBe("withdrawn");
  expect(grantStateWords({ state: "expired", uses: [] }).words).toBe("over");
});

test("nobody is offered to show what they may not read", () => {
  expect(scopesWithin(["audit:read", "users:read", "support:grant"])).toEqual(["audit"]);
  expect(scopesWithin(["users:read", "roles:read", "sessions:read"])).toEqual(["sessions", "members"]);
});

test("scopes are said in a sentence", () => {
  expect(scopesWords(["audit", "sessions", "members"])).toBe("the audit log, sessions, and people");
});
