import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { openSupport, supportControls } from "./index.ts";

let holdfast: Deployment;
let owner: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
  const body = { scopes: ["members"], reason: "Ticket 4711", hours: 1 };
  const made = await holdfast.call({ method: "POST", url: "/v1/support-grants", token: owner.token, body });
  const entrant = { grant: made.json().id, name: "kim" };
  const { token } = await openSupport(holdfast.runtime, owner.accountId, entrant);
  await holdfast.call({ method: "GET", url: "/v1/users", token });
});
afterAll(() => holdfast.stop());

const probe = (authenticator = holdfast.runtime.authenticator) => {
  const { clock, cluster } = holdfast.runtime;
  const [control] = supportControls({ authenticator, cluster, clock });
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
};

describe("the control of support access", () => {
  test("is in order while support reads on live grants alone [C-238] [C-239]", async () => {
    const evidence = { madeUpTokensAccepted: "none", sessionsChecked: 1, sessionsUsedAfterTheirGrant: 0 };
    expect(await probe()).toMatchObject({ ok: true, evidence });
  });

  test("fails when made-up tokens are taken [C-239]", async () => {
    const { authenticator } = holdfast.runtime;
    const caller = await authenticator.verify(owner.token);
    const gullible = { known: () => null, verify: async () => caller };
    const evidence = { madeUpTokensAccepted: "of no account, unknown to its account" };
    expect(await probe(gullible)).toMatchObject({ ok: false, evidence });
  });

  test("fails for a session that was used when its grant was over [C-238]", async () => {
    await withAccount(
      holdfast.runtime.directory,
      owner.accountId,
      ({ sql }) => sql`update support_sessions set last_used_at = last_used_at + interval '2 hours'`,
    );
    expect(await probe()).toMatchObject({ ok: false, evidence: { sessionsUsedAfterTheirGrant: 1 } });
  });
});
