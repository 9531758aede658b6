import { minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import type { Cluster } from "../../platform/postgres/index.ts";
import { type AccountView, inspectAccount, sampleHomes } from "../directory/index.ts";
import { isCiphertext } from "../keys/index.ts";
import { sealedColumns } from "./sealed-columns.ts";
import { readNewestSealed } from "./store.ts";

const accountsPerCell = 5;
const valuesPerColumn = 20;

/** Whether what the registry says is sealed is ciphertext where it lies. */
export const storageControls = (cluster: Cluster): Control[] => [
  {
    name: "storage.ciphertext",
    title: "Personal data and secrets lie in the databases as AES-256-GCM ciphertext",
    claims: ["C-040", "C-042", "C-047", "C-050"],
    everyMs: minutes(10),
    timeoutMs: seconds(30),
    probe: () => probeStorage(cluster),
  },
];

async function probeStorage(cluster: Cluster): Promise<Measurement> {
  const homes = await sampleHomes(cluster, accountsPerCell);
  const looks = [];
  for (const home of homes) looks.push(await inspectAccount(cluster, home, lookAtValues));
  const plain = looks.flatMap((look) => look.plain);
  return {
    ok: plain.length === 0,
    evidence: {
      accounts: homes.length,
      columns: sealedColumns.length,
      valuesRead: looks.reduce((sum, { values }) => sum + values, 0),
      columnsWithPlaintext: listed(plain),
    },
  };
}

/** The newest values of every sealed column of an account; by their shape, since no key is opened for this. */
async function lookAtValues(view: AccountView): Promise<{ values: number; plain: string[] }> {
  const plain: string[] = [];
  let values = 0;
  for (const sealed of sealedColumns) {
    const found = await readNewestSealed(view, sealed, valuesPerColumn);
    values += found.length;
    if (!found.every(isCiphertext)) plain.push(`${sealed.table}.${sealed.column}`);
  }
  return { values, plain };
}
