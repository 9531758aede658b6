import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeKey, useKey } from "../../../../../test/support/api-keys.ts";
import { type Deployment, type Member, signInAs, startDeployment } from "../../../../../test/support/deployment.ts";
import { minutes } from "../../kernel/clock.ts";
import { withAccount } from "../../tenancy/directory/index.ts";

let holdfast: Deployment;
let owner: Member;
beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const call = (method: "POST" | "DELETE", url: string, by: { token: string }, body?: unknown) =>
  holdfast.call({ method, url, token: by.token, ...(body !== undefined && { body }) });
const codeOf = (answer: { json(): { code: string } }): string => answer.json().code;

describe("a rotated API key", () => {
  test("has a successor at once and works on for the overlap [C-149] [C-153]", async () => {
    const local = await startDeployment();
    const who = await local.account();
    const old = await makeKey(local, who, { allowedAddresses: ["192.0.2.0/24"], requestsPerMinute: 60 });
    const rotate = (body: object, id = old.id, by = who) =>
      local.call({ method: "POST", url: `/v1/keys/${id}/rotate`, token: by.token, body });
    const answer = await rotate({ overlapHours: 2 });
    expect(answer.statusCode).toBe(201);
    const { key, secret, previous, certificate } = answer.json();
    expect(key).toMatchObject({ name: old.view.name, allowedAddresses: ["192.0.2.0/24"], requestsPerMinute: 60 });
    expect(previous).toMatchObject({ id: old.id, state: "replaced", replacedBy: key.id });
    expect(certificate).toMatchObject({ kind: "key", subject: old.id });
    expect(codeOf(await rotate({}))).toBe("key.ended");
    const use = (one: string) => useKey(local, one, { address: "192.0.2.1" });
    expect([await use(old.secret), await use(secret)]).toEqual([
      [200, null],
      [200, null],
    ]);
    local.advance(minutes(121));
    expect([await use(old.secret), await use(secret)]).toEqual([
      [401, "key.invalid"],
      [200, null],
    ]);
    const again = await signInAs(local, who);
    const atOnce = await rotate({ overlapHours: 0 }, key.id, again);
    expect(await use(secret)).toEqual([401, "key.invalid"]);
    expect(await use(atOnce.json().secret)).toEqual([200, null]);
    await local.stop();
  });

  test("keeps one successor, however many rotate, revoke and use it at once [C-145] [C-149]", async () => {
    const { id, secret } = await makeKey(holdfast, owner);
    const rotations = () => call("POST", `/v1/keys/${id}/rotate`, owner, {});
    const answers = await Promise.all([
      rotations(),
      useKey(holdfast, secret),
      rotations(),
      call("DELETE", `/v1/keys/${id}`, owner),
      useKey(holdfast, secret),
      rotations(),
    ]);
    const made = answers.filter((answer) => "statusCode" in answer && answer.statusCode === 201);
    expect(made.length).toBeLessThanOrEqual(1);
    expect(await useKey(holdfast, secret)).toEqual([401, "key.invalid"]);
  });

  test("does not leave one more that works each time it is rotated again, without end", async () => {
    const who = await holdfast.member(owner, "developer");
    const { id } = await makeKey(holdfast, who);
    await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`
        insert into api_keys (account_id, id, user_id, name_sealed, secret_hash, scopes, requests_per_minute, created_at,
          expires_at, replaced_by)
        select account_id, 'key_' || lpad(n::text, 26, '0'), user_id, name_sealed, secret_hash, scopes,
          requests_per_minute, created_at, expires_at, id
        from api_keys, generate_series(1, 99) as n where id = ${id}`,
    );
    const rotated = await call("POST", `/v1/keys/${id}/rotate`, who, { overlapHours: 168 });
    expect(codeOf(rotated)).toBe("key.too_many");
    await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`delete from api_keys where id = ${`key_${"99".padStart(26, "0")}`}`,
    );
    expect((await call("POST", `/v1/keys/${id}/rotate`, who, {})).statusCode).toBe(201);
  });
});
