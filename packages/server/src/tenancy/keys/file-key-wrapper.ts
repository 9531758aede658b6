import { type KeyWrapper, WrapperUnavailable } from "./key-wrapper.ts";
import { localKeyWrapper, wrapperIdOf } from "./local-key-wrapper.ts";
import { readRootKeyFile } from "./root-key-file.ts";

/**
 * Wraps under the root keys of a file, and keeps up with the file: root keys are rotated while processes run.
 * @throws when the file is refused, see `readRootKeyFile`
 */
export async function fileKeyWrapper(path: string): Promise<KeyWrapper> {
  let held = await load(path);
  const reload = async (): Promise<void> => {
    try {
      held = await load(path);
    } catch (error) {
      throw new WrapperUnavailable("the root key file cannot be read", { cause: error });
    }
  };
  return {
    get id() {
      return held.wrapper.id;
    },
    async wrap(key, context) {
      // Read anew every time, which is seldom: what were wrapped under a root key that has been dropped would be lost.
      await reload();
      return held.wrapper.wrap(key, context);
    },
    async unwrap(wrapped, context) {
      if (!held.ids.has(wrapped.wrapperId)) await reload();
      return held.wrapper.unwrap(wrapped, context);
    },
  };
}

async function load(path: string): Promise<{ wrapper: KeyWrapper; ids: ReadonlySet<string> }> {
  const keys = await readRootKeyFile(path);
  return { wrapper: localKeyWrapper(keys), ids: new Set([keys.primary, ...keys.older].map(wrapperIdOf)) };
}
