import { verify } from "@node-rs/argon2";

import { repeatAsync } from "../harness/repeat.ts";
import type { Slice } from "../harness/rounds.ts";
import { answerParent } from "../harness/worker-process.ts";

/** Password hashes and nothing else, so many at once. */
const check = (stored: string, password: string, inFlight: number, milliseconds: number): Promise<Slice> =>
  repeatAsync(milliseconds, inFlight, () => verify(stored, password));

const methods = { check };
export type HashMethods = typeof methods;
answerParent(methods);
