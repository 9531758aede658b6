import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import type { Sql } from "../../platform/postgres/index.ts";
import { storageControls } from "./controls.ts";

let holdfast: Deployment;
let shared: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  shared = await holdfast.account();
  await holdfast.account({ placement: "dedicated", region: "us" });
});
afterAll(() => holdfast.stop());

async function measure() {
  const [control] = storageControls(holdfast.runtime.cluster);
  if (control === undefined) throw new Error("there is no control");
  return control.probe();
}

/** Writes into an account's rows past everything that seals. */
async function writePast(write: (owner: Sql) => Promise<unknown>): Promise<void> {
  const { cluster } = holdfast.runtime;
  await cluster.asOwner("eu", cluster.names.cell("eu"), async (owner) => {
    await owner`select set_config('holdfast.account_id', ${shared.accountId}, false)`;
    await write(owner);
  });
}

describe("the control of what lies in the databases", () => {
  test("finds ciphertext in every sealed column of every sampled account [C-040] [C-042] [C-047] [C-050]", async () => {
    const { ok, evidence } = await measure();
    expect(evidence).toMatchObject({ accounts: 2, columnsWithPlaintext: "none" });
    // Names, addresses, password hashes, sessions and personal parts of events, of two owners who have signed in.
    expect(evidence["valuesRead"]).toBeGreaterThan(20);
    expect(ok).toBe(true);
  });

  test("opens no key, and so leaves no trace in any account's log", async () => {
    // By their ids: the log may give one its place meanwhile.
    const unwraps = async () => (await eventsOf(holdfast, shared, { event: "key.unwrapped" })).map(({ id }) => id);
    const before = await unwraps();
    await measure();
    expect(await unwraps()).toEqual(before);
  });

  test("finds a name, a cut ciphertext and an unknown format that stand where ciphertext belongs", async () => {
    await writePast(async (owner) => {
      await owner`update users set name_sealed = convert_to('Ada Lovelace', 'UTF8')`;
      await owner`update passwords set hash_sealed = substring(hash_sealed for 40)`;
      await owner`update sessions set device_sealed = set_byte(device_sealed, 1, 9)`;
    });
    expect(await measure()).toMatchObject({
      ok: false,
      evidence: { columnsWithPlaintext: "users.name_sealed, passwords.hash_sealed, sessions.device_sealed" },
    });
  });
});
