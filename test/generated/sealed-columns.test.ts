import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { flushKeyUses } from "../../packages/server/src/people/api-keys/index.ts";
import { openSupport } from "../../packages/server/src/people/support/index.ts";
import { provePasskey } from "../../packages/server/src/people/passkeys/index.ts";
import { notify } from "../../packages/server/src/people/notices/index.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { withAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import { enqueue } from "../../packages/server/src/tenancy/outbox/index.ts";
import { sealedColumns } from "../../packages/server/src/tenancy/registry/index.ts";
import { makeKey } from "../support/api-keys.ts";
import { makeRecoveryCodes, setUpApp } from "../support/authenticator-app.ts";
import { type Deployment, mailedToken, type Member, startDeployment } from "../support/deployment.ts";
import { type IdentityProvider, linkGoogle, startIdentityProvider } from "../support/identity-provider.ts";
import { addPasskey, newDevice } from "../support/passkeys.ts";

let provider: IdentityProvider;
let house: Deployment;
let owner: Member;
beforeAll(async () => {
  provider = await startIdentityProvider();
  house = await startDeployment({ google: provider.client });
  owner = await house.account({ preset: "conviro" });
  await house.member(owner, "admin");
  const role = { name: "Night shift", summary: "Sees the log", rights: ["audit:read"] };
  await house.call({ method: "POST", url: "/v1/roles", token: owner.token, body: role });
  await house.call({ method: "POST", url: "/v1/me/email", token: owner.token, body: { email: "new@example.com" } });
  const invitation = { email: "grace@example.com", name: "Grace Hopper", role: "agent" };
  await house.call({ method: "POST", url: "/v1/invitations", token: owner.token, body: invitation });
  const second = { email: "ada.second@example.com" };
  await house.call({ method: "PUT", url: "/v1/me/notification-addresses/second", token: owner.token, body: second });
  const items = [{ notice: "member.added", delivery: "digest" }];
  await house.call({ method: "PUT", url: "/v1/me/notices", token: owner.token, body: { items } });
  const note = { note: "Looked at every line of it." };
  await house.call({ method: "PUT", url: "/v1/checklist/own.sessions/signature", token: owner.token, body: note });
  await sendOut();
  await useNewPasskey();
  await disownSignIn();
  await setUpApp(house, owner);
  await makeRecoveryCodes(house, owner);
  await linkGoogle(house, owner, provider);
  await useNewKey();
  await letSupportIn();
  await withAccount(house.runtime.directory, owner.accountId, async (scope) => {
    const origin = originWithin("system", "test");
    await notify(house.runtime, scope, {
      notice: "member.added",
      user: owner.userId,
      origin,
      facts: { role: "Admin" },
    });
    await enqueue(scope, { kind: "mail", to: "ada@example.com", subject: "Later", text: "Later" });
    // Due in a day, so that the relay leaves it.
    await scope.sql`update outbox set due_at = now() + interval '1 day'`;
  });
});
afterAll(async () => {
  await house.stop();
  await provider.stop();
});

/** Of a member, so that the owner stays. */
async function disownSignIn(): Promise<void> {
  const member = await house.member(owner, "admin");
  const body = { email: member.email, password: member.password, account: member.slug };
  await house.call({ method: "POST", url: "/v1/auth/sign-in", body, headers: { "user-agent": "curl/8.5.0" } });
  const token = await mailedToken(house.inbox, member.email, "/not-me");
  await house.call({ method: "POST", url: "/v1/auth/not-me", body: { token } });
  const incidents = await house.call({ method: "GET", url: "/v1/protection/incidents", token: owner.token });
  const url = `/v1/protection/incidents/${incidents.json().items[0].id}/close`;
  await house.call({ method: "POST", url, token: owner.token, body: { note: "A friend with the password." } });
}

/** To addresses of this machine, where nobody listens. */
async function sendOut(): Promise<void> {
  const post = (url: string, body: object) => house.call({ method: "POST", url, token: owner.token, body });
  const hook = await post("/v1/webhooks", { url: "http://127.0.0.1:9/", events: ["*"], description: "Nobody" });
  await post(`/v1/webhooks/${hook.json().webhook.id}/secret`, {});
  const authority = readFileSync(new URL("../support/tls/localhost.cert.pem", import.meta.url), "utf8");
  const collector = { format: "ndjson", url: "https://localhost:9/", authority, authorization: "Bearer nobody" };
  await post("/v1/audit/streams", collector);
}

async function letSupportIn(): Promise<void> {
  const body = { scopes: ["members"], reason: "Ticket 4711" };
  const { id } = (await house.call({ method: "POST", url: "/v1/support-grants", token: owner.token, body })).json();
  await openSupport(house.runtime, owner.accountId, { grant: id, name: "kim" });
}

async function useNewKey(): Promise<void> {
  const { secret } = await makeKey(house, owner, { allowedAddresses: ["192.0.2.0/24"] });
  await house.call({ method: "GET", url: "/v1/account", token: secret, address: "192.0.2.7" });
  await flushKeyUses(house.runtime);
}

async function useNewPasskey(): Promise<void> {
  const device = newDevice();
  await addPasskey(house, owner, device);
  const asked = await house.call({ method: "POST", url: "/v1/auth/passkey/options" });
  const request = { id: "", address: "", userAgent: "", platformHint: null, platformVersionHint: null };
  const seen = { answer: device.get(asked.json()), request, origin: originWithin("system", "test") };
  await withAccount(house.runtime.directory, owner.accountId, (scope) =>
    provePasskey(house.runtime, scope, { purpose: "sign_in", userId: owner.userId }, seen),
  );
}

/** Rotation, export and erasure find a value by what the registry says: it must be where the program puts it. */
describe.each(sealedColumns)(
  "what the program seals into $table.$column",
  ({ table, column, rowKey, purpose, index }) => {
    test("opens at the place that the registry names, and at no other [C-004] [C-050] [C-055]", async () => {
      await withAccount(house.runtime.directory, owner.accountId, async ({ sql, keys }) => {
        const rows = await sql<{ row: string; sealed: Buffer; index: Buffer | null }[]>`
        select ${sql(rowKey)} as row, ${sql(column)} as sealed,
          ${index === undefined ? sql`null::bytea` : sql(index.column)} as index
        from ${sql(table)} where ${sql(column)} is not null`;
        expect(rows).not.toHaveLength(0);
        for (const { row, sealed, index: stored } of rows) {
          const text = keys.openText({ table, column, row, purpose }, sealed);
          expect(() => keys.open({ table, column, row: `${row}x`, purpose }, sealed)).toThrow("not_authentic");
          const wanted = index === undefined ? null : keys.blindIndex(index.purpose, index.normalise(text));
          expect(stored).toEqual(wanted);
        }
      });
    });
  },
);
