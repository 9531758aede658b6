import type { AccountId } from "@holdfast/contract";
import { type Hash, hashBytes, type Tile, tileWidth } from "@holdfast/proof";

import type { Sql, TransactionSql } from "../../platform/postgres/index.ts";

/** A tree that an account's log has signed, and that has no leaf yet. */
export interface WaitingHead {
  readonly accountId: AccountId;
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Null before the account's first leaf. */
  readonly salt: Buffer | null;
}

export interface PlatformLogRow {
  readonly size: number;
  readonly edge: Buffer;
  readonly root: Buffer;
  readonly origin: string;
  readonly vkey: string;
  readonly checkpoint: string;
}

export interface PlatformLeaf {
  readonly accountId: AccountId;
  readonly entry: Uint8Array;
  readonly hash: Uint8Array;
  readonly size: number;
  readonly salt: Uint8Array;
}

/** Makes the transaction the only one that extends the log; false when another one does. */
export async function lockPlatformLog(tx: TransactionSql): Promise<boolean> {
  const [row] = await tx<{ locked: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended('holdfast.platform_log', 0)) as locked`;
  return row?.locked === true;
}

/**
 * Heads that grew since their last leaf; those from before their log's name was recorded wait for the next one. Locked:
 * an account that is erased meanwhile must not get a leaf that leads to it. One that is being recorded has its next turn.
 */
export async function readWaitingHeads(tx: TransactionSql, limit: number): Promise<WaitingHead[]> {
  return tx<WaitingHead[]>`
    select account_id, origin, size, root, salt from audit_heads
    where size > leaf_size and origin is not null order by account_id limit ${limit} for update skip locked`;
}

export async function readPlatformLog(sql: Sql | TransactionSql): Promise<PlatformLogRow | null> {
  const [row] = await sql<PlatformLogRow[]>`select size, edge, root, origin, vkey, checkpoint from platform_log`;
  return row ?? null;
}

export async function insertLeaves(tx: TransactionSql, start: number, leaves: readonly PlatformLeaf[]): Promise<void> {
  for (const [i, { accountId, entry, hash, size, salt }] of leaves.entries()) {
    await tx`
      insert into platform_leaves (index, entry, hash, account_id)
      values (${start + i}, ${Buffer.from(entry)}, ${Buffer.from(hash)}, ${accountId})`;
    await tx`
      update audit_heads set leaf_size = ${size}, salt = ${Buffer.from(salt)} where account_id = ${accountId}`;
  }
}

export async function growTiles(
  tx: TransactionSql,
  tiles: readonly Pick<Tile, "level" | "index" | "hashes">[],
): Promise<void> {
  for (const { level, index, hashes } of tiles) {
    await tx`
      insert into platform_tiles (level, index, hashes) values (${level}, ${index}, ${Buffer.from(hashes)})
      on conflict (level, index) do update set hashes = platform_tiles.hashes || excluded.hashes`;
  }
}

export async function replacePlatformLog(
  tx: TransactionSql,
  log: Omit<PlatformLogRow, "root"> & { readonly root: Hash },
): Promise<void> {
  const { size, edge, origin, vkey, checkpoint } = log;
  await tx`
    insert into platform_log (size, edge, root, origin, vkey, checkpoint)
    values (${size}, ${edge}, ${Buffer.from(log.root)}, ${origin}, ${vkey}, ${checkpoint})
    on conflict (only_row) do update set size = excluded.size, edge = excluded.edge, root = excluded.root,
      vkey = excluded.vkey, checkpoint = excluded.checkpoint, signed_at = clock_timestamp()`;
}

/** The first `width` hashes of a tile. */
export async function readTileHashes(sql: Sql, tile: { level: number; index: number; width: number }): Promise<Buffer> {
  const start = tile.index * tileWidth;
  const [row] =
    tile.level === 0
      ? await sql<{ hashes: Buffer | null }[]>`
          select string_agg(hash, ''::bytea order by index) as hashes from platform_leaves
          where index >= ${start} and index < ${start + tile.width}`
      : await sql<{ hashes: Buffer | null }[]>`
          select substring(hashes for ${tile.width * hashBytes}) as hashes from platform_tiles
          where level = ${tile.level} and index = ${tile.index}`;
  return row?.hashes ?? Buffer.alloc(0);
}

export async function readLeafEntries(sql: Sql, range: { start: number; end: number }): Promise<Buffer[]> {
  const rows = await sql<{ entry: Buffer }[]>`
    select entry from platform_leaves where index >= ${range.start} and index < ${range.end} order by index`;
  return rows.map(({ entry }) => entry);
}

/** The account's newest leaf in a tree of this size, and the salt that says it is theirs. */
export async function readNewestLeaf(
  sql: Sql,
  accountId: AccountId,
  size: number,
): Promise<{ index: number; entry: Buffer; salt: Buffer } | null> {
  const [row] = await sql<{ index: number; entry: Buffer; salt: Buffer }[]>`
    select l.index, l.entry, h.salt from platform_leaves l join audit_heads h on h.account_id = l.account_id
    where l.account_id = ${accountId} and l.index < ${size} order by l.index desc limit 1`;
  return row ?? null;
}
