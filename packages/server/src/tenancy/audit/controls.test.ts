import { generateKeyPairSync, sign } from "node:crypto";

import type { AccountId } from "@holdfast/contract";
import { formatNote, formatVerifierKey, parseCheckpoint, parseNote, signCheckpoint } from "@holdfast/proof";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { minutes } from "../../kernel/clock.ts";
import type { Measurement } from "../../kernel/control.ts";
import type { Sql } from "../../platform/postgres/index.ts";
import { append, sequence } from "./index.ts";
import { auditControls } from "./controls.ts";
import { eventTime, newEventId } from "./event-id.ts";
import { noteSigner } from "./log-key.ts";
import {
  deployForTest,
  homeOf,
  newUser,
  refusal,
  type TestDeployment,
  type TestProcess,
} from "./testing/deployment.ts";

let deployment: TestDeployment;
let process: TestProcess;
let accountId: AccountId;

beforeAll(async () => {
  deployment = await deployForTest();
  process = deployment.process();
});
afterAll(() => deployment.close());

// Each test has the accounts that it makes, and they are out of the directory for the next one.
beforeEach(async () => {
  accountId = await deployment.account();
  await tell(3);
  await sequence(process, await homeOf(process, accountId), new Set());
});
afterEach(() => process.cluster.directory`update accounts set state = 'erased'`);

async function tell(events: number): Promise<void> {
  for (let i = 0; i < events; i += 1) await append(process, accountId, refusal(newUser()));
}

function measure(name: string): Promise<Measurement> {
  const control = auditControls(process.directory).find((candidate) => candidate.name === name);
  if (control === undefined) throw new Error(`there is no control ${name}`);
  return control.probe();
}

/** What somebody does who has the cell's database, but none of the keys. */
async function asIntruder<T>(work: (owner: Sql) => Promise<T>): Promise<T> {
  const { region, database } = await homeOf(process, accountId);
  return process.cluster.asOwner(region, database, async (owner) => {
    await owner`select set_config('holdfast.account_id', ${accountId}, false)`;
    return work(owner);
  });
}

/** A key that is not the deployment's. */
function newSigner() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    kid: "stranger",
    publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(-32),
    sign: (message: Uint8Array) => sign(null, message, privateKey),
  };
}

const readLogRow = async (owner: Sql) => {
  const [log] = await owner<{ edge: Buffer; root: Buffer; checkpoint: string }[]>`
    select edge, root, checkpoint from audit_logs`;
  if (log === undefined) throw new Error("the log has no row");
  return log;
};

describe("an event id", () => {
  test("tells the time at which it was made", () => {
    for (const time of [0, 1, 31, 32, Date.parse("2026-03-01"), 2 ** 48 - 1]) {
      expect(eventTime(newEventId(time))).toBe(time);
    }
  });
});

describe("the control of proofs", () => {
  test("verifies a checkpoint and an entry of each log, and knows a log that is still empty [C-006] [C-231] [C-237]", async () => {
    await deployment.account("dedicated");
    expect(await measure("audit.proofs")).toEqual({
      ok: true,
      evidence: { logs: 2, entriesProven: 1, logsWithoutEvents: 1, logsDamaged: 0, faults: "none" },
    });
  });

  test.each<{ damage: string; code: string; work: (owner: Sql) => Promise<unknown> }>([
    {
      damage: "entries that were changed",
      code: "inclusion.invalid",
      work: (owner) => owner`update audit_events set entry = set_byte(entry, 40, get_byte(entry, 40) # 1)`,
    },
    {
      damage: "entries that were taken out",
      code: "entry.missing",
      work: (owner) => owner`delete from audit_events`,
    },
    {
      damage: "a leaf that was taken out",
      code: "leaf.missing",
      work: (owner) => owner`delete from audit_leaves where index = 1`,
    },
    {
      damage: "a leaf that was added",
      code: "leaf.missing",
      work: (owner) => owner`
        insert into audit_leaves (account_id, index, event_id, hash)
        select account_id, index + 3, event_id || 'x', hash from audit_leaves where index = 0`,
    },
    {
      damage: "a checkpoint whose signature was touched",
      code: "note.bad_signature",
      work: async (owner) => {
        const { text, signatures } = parseNote((await readLogRow(owner)).checkpoint);
        const flipped = signatures.map((line) => ({ ...line, signature: line.signature.map((byte) => byte ^ 1) }));
        await owner`update audit_logs set checkpoint = ${formatNote(text, flipped)}`;
      },
    },
    {
      damage: "a log that was taken out",
      code: "checkpoint.missing",
      work: (owner) => owner`delete from audit_logs`,
    },
    {
      damage: "a log that says another size than it has signed",
      code: "root.mismatch",
      work: (owner) => owner`update audit_logs set size = 2`,
    },
    {
      damage: "a checkpoint that somebody else has signed",
      code: "vkey.mismatch",
      work: async (owner) => {
        const head = parseCheckpoint(parseNote((await readLogRow(owner)).checkpoint).text);
        const signer = noteSigner(head.origin, newSigner());
        await owner`update audit_logs set vkey = ${formatVerifierKey(signer.key)},
          checkpoint = ${await signCheckpoint(head, signer)}`;
      },
    },
    {
      damage: "a log that is not the one which was recorded outside its database",
      code: "checkpoint.fork",
      work: () => process.cluster.directory`update audit_heads set root = sha256(root) where account_id = ${accountId}`,
    },
  ])("finds $damage", async ({ code, work }) => {
    await asIntruder(work);
    const { ok, evidence } = await measure("audit.proofs");
    expect(evidence).toMatchObject({ logsDamaged: 1, faults: code });
    expect(ok).toBe(false);
  });

  test("finds a log that was put back to an earlier state", async () => {
    const { edge, root, checkpoint } = await asIntruder(readLogRow);
    await tell(2);
    await sequence(process, await homeOf(process, accountId), new Set());
    await asIntruder(async (owner) => {
      await owner`delete from audit_leaves where index >= 3`;
      await owner`update audit_logs set size = 3, edge = ${edge}, root = ${root}, checkpoint = ${checkpoint}`;
    });
    const { ok, evidence } = await measure("audit.proofs");
    expect(evidence).toMatchObject({ logsDamaged: 1, faults: "checkpoint.rollback" });
    expect(ok).toBe(false);
  });
});

describe("the control of sequencing", () => {
  test("tells how long an event has waited for its position, and fails after half a minute [C-006] [C-231]", async () => {
    expect(await measure("audit.sequencing")).toMatchObject({ ok: true, evidence: { cells: 2, oldestWaitingMs: 0 } });
    await tell(1);
    deployment.now += 20_000;
    expect(await measure("audit.sequencing")).toMatchObject({ ok: true, evidence: { oldestWaitingMs: 20_000 } });
    deployment.now += minutes(1);
    expect(await measure("audit.sequencing")).toMatchObject({ ok: false, evidence: { oldestWaitingMs: 80_000 } });
  });
});
