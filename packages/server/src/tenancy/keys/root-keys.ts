import { randomBytes } from "node:crypto";

import { Secret } from "../../kernel/secret.ts";
import { hkdfSha256 } from "./hkdf.ts";

export interface RootKey {
  /** 16 hex digits that follow from the key: a mistyped or truncated key is noticed. */
  readonly id: string;
  readonly createdAt: string;
  readonly key: Secret<Uint8Array>;
}

/** The primary wraps; older ones only unwrap, until root rotation has brought every key over. */
export interface RootKeys {
  readonly primary: RootKey;
  readonly older: readonly RootKey[];
}

const linePattern = /^([0-9a-f]{16}) (\S+) ([A-Za-z0-9_-]{43})$/;

export function generateRootKey(now: number): RootKey {
  const key = randomBytes(32);
  return { id: idOf(key), createdAt: new Date(now).toISOString(), key: new Secret(key) };
}

/** @throws when a line is not a root key. The message names the line and says nothing of its content. */
export function parseRootKeys(text: string): RootKeys {
  const lines = text.split("\n").map((line) => line.trim());
  const keys = lines.flatMap((line, index) =>
    line === "" || line.startsWith("#") ? [] : [parseLine(line, index + 1)],
  );
  const [primary, ...older] = keys;
  if (primary === undefined) throw new Error("there is no root key");
  // The first four bytes of the id stand for the key in what it wraps.
  if (new Set(keys.map((key) => key.id.slice(0, 8))).size < keys.length)
    throw new Error("a root key stands there twice");
  return { primary, older };
}

/** The text that `parseRootKeys` reads. */
export function formatRootKeys(keys: RootKeys): Secret<string> {
  const lines = [keys.primary, ...keys.older].map(
    ({ id, createdAt, key }) => `${id} ${createdAt} ${Buffer.from(key.reveal()).toString("base64url")}`,
  );
  return new Secret(
    [
      "# Root keys of Holdfast: id, time of creation, key. The first wraps, the others only unwrap.",
      "# Whoever has this file and the databases can read everything; without it nobody can. Keep a copy apart.",
      ...lines,
      "",
    ].join("\n"),
  );
}

function parseLine(line: string, number: number): RootKey {
  const [, id = "", createdAt = "", encoded = ""] = linePattern.exec(line) ?? [];
  const key = Buffer.from(encoded, "base64url");
  if (key.length !== 32) throw new Error(`line ${number} is not a root key: id, time and 43 characters of base64url`);
  if (idOf(key) !== id) throw new Error(`the root key in line ${number} does not fit its id: it was altered`);
  return { id, createdAt, key: new Secret(key) };
}

const idOf = (key: Uint8Array): string => hkdfSha256(key, "", "holdfast/root-key-id/v1", 8).toString("hex");
