import { randomBytes } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment, type TestRequest } from "../support/deployment.ts";

/**
 * Insecure direct object references (OWASP API1) on what members do to each other: ids of another account, of somebody
 * with more rights, and a caller without the right. Each is refused, and changes nothing.
 */
let holdfast: Deployment;
let acme: Member;
let admin: Member;
let globex: Member;
let theirs: Readonly<Record<"user" | "invitation", string>>;

beforeAll(async () => {
  holdfast = await startDeployment();
  [acme, globex] = [await holdfast.account(), await holdfast.account()];
  admin = await holdfast.member(acme, "admin");
  theirs = { user: globex.userId, invitation: await inviteBy(globex, "root") };
});
afterAll(() => holdfast.stop());

async function inviteBy(by: Member, role: string): Promise<string> {
  const body = { email: `nobody-${randomBytes(5).toString("hex")}@example.com`, role };
  const answer = await holdfast.call({ method: "POST", url: "/v1/invitations", token: by.token, body });
  return answer.json().id;
}

interface Act {
  readonly on: "user" | "invitation";
  readonly request: (id: string) => Omit<TestRequest, "token">;
  /** What a foreign id is answered. */
  readonly unknown: string;
}

const acts: Readonly<Record<string, Act>> = {
  "giving a role": {
    on: "user",
    request: (id) => ({ method: "PUT", url: `/v1/users/${id}/role`, body: { role: "developer" } }),
    unknown: "user.not_found",
  },
  suspending: {
    on: "user",
    request: (id) => ({ method: "POST", url: `/v1/users/${id}/suspend` }),
    unknown: "user.not_found",
  },
  "letting in again": {
    on: "user",
    request: (id) => ({ method: "POST", url: `/v1/users/${id}/resume` }),
    unknown: "user.not_found",
  },
  deleting: { on: "user", request: (id) => ({ method: "DELETE", url: `/v1/users/${id}` }), unknown: "user.not_found" },
  "letting go": {
    on: "user",
    request: (id) => ({ method: "POST", url: `/v1/users/${id}/offboarding`, body: {} }),
    unknown: "user.not_found",
  },
  "cancelling a letting go": {
    on: "user",
    request: (id) => ({ method: "DELETE", url: `/v1/users/${id}/offboarding` }),
    unknown: "user.not_found",
  },
  "sending an invitation again": {
    on: "invitation",
    request: (id) => ({ method: "POST", url: `/v1/invitations/${id}/resend` }),
    unknown: "invitation.not_found",
  },
  "withdrawing an invitation": {
    on: "invitation",
    request: (id) => ({ method: "DELETE", url: `/v1/invitations/${id}` }),
    unknown: "invitation.not_found",
  },
};

const codeOf = async (act: Act, id: string, by: Member): Promise<string> =>
  (await holdfast.call({ ...act.request(id), token: by.token })).json().code;
const look = async (by: Member): Promise<string> => {
  const answers = [];
  for (const url of ["/v1/users", "/v1/invitations", "/v1/offboardings"]) {
    answers.push((await holdfast.call({ method: "GET", url, token: by.token })).body);
  }
  return answers.join("\n");
};

describe.each(Object.entries(acts))("%s", (_name, act) => {
  test("does not reach what is another account's, whoever asks [C-063] [C-064]", async () => {
    const before = await look(globex);
    for (const by of [acme, admin]) expect(await codeOf(act, theirs[act.on], by)).toBe(act.unknown);
    expect(await look(globex)).toBe(before);
  });

  test("does not reach what stands above the caller [C-161]", async () => {
    const above = act.on === "user" ? acme.userId : await inviteBy(acme, "root");
    const before = await look(acme);
    expect(await codeOf(act, above, admin)).toBe("role.exceeds_own");
    expect(await look(acme)).toBe(before);
  });

  test.each(["developer", "monitor", "billing"])("is not open to %s [C-154]", async (role) => {
    const caller = await holdfast.member(acme, role);
    const target =
      act.on === "user" ? (await holdfast.member(acme, "billing")).userId : await inviteBy(acme, "billing");
    expect(await codeOf(act, target, caller)).toBe("right.missing");
  });
});
