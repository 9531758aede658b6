import type { Secret } from "../../kernel/secret.ts";

/** A key that is of use only to the wrapper that made it. */
export interface WrappedKey {
  readonly bytes: Uint8Array;
  /** The root key that wrapped it. */
  readonly wrapperId: string;
}

/** Wraps account keys under a root key that it never gives out: a local file's, or a cloud KMS's. */
export interface KeyWrapper {
  /** Names the root key that `wrap` uses now. */
  readonly id: string;
  /** `context` is bound to the result; unwrapping under another context fails. */
  wrap(key: Secret<Uint8Array>, context: string): Promise<WrappedKey>;
  /**
   * @throws UnwrapFailure if it was altered, wrapped under another context, or by a root key that is not ours
   * @throws WrapperUnavailable if the root key could not be asked
   */
  unwrap(wrapped: WrappedKey, context: string): Promise<Secret<Uint8Array>>;
}

/** A wrapped key was refused. Trying again gives the same answer. */
export class UnwrapFailure extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "UnwrapFailure";
  }
}

/** The root key cannot be used now. Nothing that needs it may go on. */
export class WrapperUnavailable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "WrapperUnavailable";
  }
}

/**
 * Wraps under `primary` and still unwraps what `older` wrapped: how a deployment moves from one kind of root key to
 * another. Root rotation then brings every key over.
 */
export function withOlderWrappers(primary: KeyWrapper, older: readonly KeyWrapper[]): KeyWrapper {
  const unwrappers = [primary, ...older];
  const schemeOf = (wrapperId: string): string => wrapperId.slice(0, wrapperId.indexOf(":"));
  return {
    id: primary.id,
    wrap: (key, context) => primary.wrap(key, context),
    async unwrap(wrapped, context) {
      const found =
        unwrappers.find((wrapper) => wrapper.id === wrapped.wrapperId) ??
        unwrappers.find((wrapper) => schemeOf(wrapper.id) === schemeOf(wrapped.wrapperId));
      if (found === undefined) throw new UnwrapFailure(`no wrapper is configured for ${wrapped.wrapperId}`);
      return found.unwrap(wrapped, context);
    },
  };
}
