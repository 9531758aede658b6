import { setPriority } from "node:os";

import { verify } from "@node-rs/argon2";

import { repeatAsync } from "../harness/repeat.ts";
import type { Slice } from "../harness/rounds.ts";
import { answerParent } from "../harness/worker-process.ts";

// As the server's own hashes, or a busy neighbour would slow those and not these. Threads inherit it.
setPriority(10);

/** Password hashes and nothing else, so many at once. */
const check = (stored: string, password: string, inFlight: number, milliseconds: number): Promise<Slice> =>
  repeatAsync(milliseconds, inFlight, () => verify(stored, password));

const methods = { check };
export type HashMethods = typeof methods;
answerParent(methods);
