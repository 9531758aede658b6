import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { testCluster } from "../../../../../test/support/test-server.ts";
import type { Cluster, Sql } from "../../platform/postgres/index.ts";
import type { Column } from "./account-table.ts";
import { accountTables } from "./account-tables.ts";

interface SchemaColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

let cluster: Cluster;
let schema: SchemaColumn[];
let primaryKeys: Map<string, string[]>;

beforeAll(async () => {
  cluster = await testCluster();
  const cell = cluster.cell("eu", cluster.names.cell("eu"));
  schema = await readSchema(cell);
  primaryKeys = await readPrimaryKeys(cell);
});
afterAll(() => cluster.close());

const readSchema = (cell: Sql) => cell<SchemaColumn[]>`
  select relname as table, attname as column, format_type(atttypid, atttypmod) as type
  from pg_attribute join pg_class on pg_class.oid = attrelid
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped
    and relname <> 'holdfast_migrations' order by 1, 2`;

async function readPrimaryKeys(cell: Sql): Promise<Map<string, string[]>> {
  const rows = await cell<{ table: string; columns: string[] }[]>`
    select c.relname as table, array_agg(a.attname::text order by k.place) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid, unnest(i.indkey) with ordinality as k (number, place)
    join pg_attribute a on a.attnum = k.number
    where i.indisprimary and a.attrelid = i.indrelid and c.relnamespace = 'public'::regnamespace group by 1`;
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

const columnsOf = (name: string): string[] => schema.filter(({ table }) => table === name).map(({ column }) => column);

describe("the registry of account tables", () => {
  test("names every table of a cell, and no other [C-237]", () => {
    expect(accountTables.map(({ name }) => name).sort()).toEqual([...new Set(schema.map(({ table }) => table))].sort());
  });

  test("stands in an order in which no table refers to a later one", async () => {
    const cell = cluster.cell("eu", cluster.names.cell("eu"));
    const references = await cell<{ from: string; to: string }[]>`
      select r.relname as from, t.relname as to from pg_constraint c
      join pg_class r on r.oid = c.conrelid join pg_class t on t.oid = c.confrelid
      where c.contype = 'f' and r.oid <> t.oid and r.relnamespace = 'public'::regnamespace`;
    const place = (table: string): number => accountTables.findIndex(({ name }) => name === table);
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter(({ from, to }) => place(to) > place(from))).toEqual([]);
  });

  test.each(accountTables)("classifies every column of $name, and no other", ({ name, columns }) => {
    expect(["account_id", ...Object.keys(columns)].sort()).toEqual(columnsOf(name).sort());
  });

  test.each(accountTables)("walks $name along its primary key", ({ name, rowKey }) => {
    const key = primaryKeys.get(name) ?? [];
    expect(key.includes("account_id") ? key[0] : "account_id").toBe("account_id");
    expect(key).toContain(rowKey);
  });

  test.each(accountTables)(
    "gives a person's rows of $name a way to the person",
    ({ subject, export: exported, erase }) => {
      const isPersonal = exported === "person" || erase === "delete" || erase === "blank";
      expect(subject !== null).toBe(isPersonal);
    },
  );
});

describe("the columns of a cell", () => {
  const specs = accountTables.flatMap(({ name, columns }) =>
    Object.entries(columns).map(([column, spec]) => ({ name, column, spec, columns })),
  );
  const namesOf = (found: typeof specs): string[] => found.map(({ name, column }) => `${name}.${column}`);
  const isBytea = ({ name, column }: { name: string; column: string }): boolean =>
    schema.some((found) => found.table === name && found.column === column && found.type.startsWith("bytea"));

  test("end in `_sealed` exactly when they hold ciphertext [C-040] [C-050]", () => {
    const odd = specs.filter(({ column, spec }) => column.endsWith("_sealed") !== (spec.holds === "ciphertext"));
    expect(namesOf(odd)).toEqual([]);
  });

  test("are bytea when they hold ciphertext, an index or a hash, and bytea is never a plain fact", () => {
    const isOpaque = ({ spec }: { spec: Column }): boolean => ["ciphertext", "index", "hash"].includes(spec.holds);
    expect(namesOf(specs.filter((found) => isOpaque(found) && !isBytea(found)))).toEqual([]);
    expect(namesOf(specs.filter((found) => isBytea(found) && found.spec.holds === "fact"))).toEqual([]);
  });

  test("that are an index belong to ciphertext in the same row", () => {
    const lost = specs.filter(
      ({ spec, columns }) => spec.holds === "index" && columns[spec.column]?.holds !== "ciphertext",
    );
    expect(namesOf(lost)).toEqual([]);
  });
});
