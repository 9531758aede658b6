import { importKey, type PublicKey } from "#primitives";
import { GuardProblem } from "./guard-problem.ts";
import type { Jwks } from "./server.ts";

export interface KeySet {
  known(header: string): PublicKey | null;
  /** Reads the keys again for a header that is not known; null when it names none of them. @throws GuardProblem */
  find(header: string): Promise<PublicKey | null>;
}

/** Made-up key names must not become a flood of questions. Whoever comes in between waits, and is not refused. */
const pauseMs = 1000;

/** The servers' public keys, by the header of the tokens that they sign. */
export function createKeySet(read: () => Promise<Jwks>): KeySet {
  let keys: ReadonlyMap<string, PublicKey> = new Map();
  let readAt = -Infinity;
  let reading: Promise<void> | null = null;

  async function readAgain(): Promise<void> {
    try {
      const wait = readAt + pauseMs - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      readAt = performance.now();
      const { keys: given } = await read();
      const ours = given.filter(({ crv }) => crv === "Ed25519");
      keys = new Map(await Promise.all(ours.map(async ({ kid, x }) => [headerOf(kid), await importKey(x)] as const)));
    } catch (cause) {
      throw new GuardProblem("service.unavailable", { cause });
    } finally {
      reading = null;
    }
  }

  return {
    known: (header) => keys.get(header) ?? null,
    async find(header) {
      const asked = performance.now();
      await (reading ??= readAgain());
      // What was being read already may be of before the key was there.
      if (!keys.has(header) && readAt < asked) await (reading ??= readAgain());
      return keys.get(header) ?? null;
    },
  };
}

const headerOf = (kid: string): string =>
  btoa(JSON.stringify({ alg: "EdDSA", typ: "at+jwt", kid }))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
