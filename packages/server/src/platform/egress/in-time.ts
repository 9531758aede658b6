import { EgressFailure } from "./failure.ts";

/** What `work` gives, if it does so in time. A resolver that hangs cannot be called off, only left. @throws EgressFailure */
export async function inTime<T>(totalMs: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new EgressFailure("too_slow")), totalMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
