import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import { type KeyWrapper, UnwrapFailure } from "./key-wrapper.ts";

/** What every key wrapper must do. `make` gives two wrappers of the same kind with different root keys. */
export function describeKeyWrapper(name: string, make: () => Promise<[ours: KeyWrapper, others: KeyWrapper]>): void {
  const context = "holdfast/account_keys/v1/acc_1/1";
  const newKey = (): Secret<Uint8Array> => new Secret(Uint8Array.from(randomBytes(32)));

  describe(`a key wrapped by ${name}`, () => {
    test("unwraps under its context", async () => {
      const [wrapper] = await make();
      const key = newKey();
      const wrapped = await wrapper.wrap(key, context);
      expect(wrapped.wrapperId).toBe(wrapper.id);
      expect(Buffer.from((await wrapper.unwrap(wrapped, context)).reveal())).toEqual(Buffer.from(key.reveal()));
    });

    test("does not show, and is wrapped differently each time", async () => {
      const [wrapper] = await make();
      const key = newKey();
      const [a, b] = [await wrapper.wrap(key, context), await wrapper.wrap(key, context)];
      expect(Buffer.from(a.bytes).includes(Buffer.from(key.reveal()))).toBe(false);
      expect(Buffer.from(a.bytes).equals(b.bytes)).toBe(false);
    });

    test("is refused under another context", async () => {
      const [wrapper] = await make();
      const wrapped = await wrapper.wrap(newKey(), context);
      for (const other of ["", `${context}0`, context.slice(0, -1), context.replace("acc_1", "acc_2")]) {
        await expect(wrapper.unwrap(wrapped, other)).rejects.toThrow(UnwrapFailure);
      }
    });

    test("is refused with any single bit flipped, and when it is shortened", async () => {
      const [wrapper] = await make();
      const wrapped = await wrapper.wrap(newKey(), context);
      for (let bit = 0; bit < wrapped.bytes.length * 8; bit += 1) {
        const bytes = Buffer.from(wrapped.bytes);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await expect(wrapper.unwrap({ ...wrapped, bytes }, context), `bit ${bit}`).rejects.toThrow(UnwrapFailure);
      }
      for (const length of [0, 1, wrapped.bytes.length - 1]) {
        const bytes = wrapped.bytes.slice(0, length);
        await expect(wrapper.unwrap({ ...wrapped, bytes }, context)).rejects.toThrow(UnwrapFailure);
      }
    });

    test("is refused by another root key, whatever root key it claims", async () => {
      const [ours, others] = await make();
      const wrapped = await others.wrap(newKey(), context);
      await expect(ours.unwrap(wrapped, context)).rejects.toThrow(UnwrapFailure);
      await expect(ours.unwrap({ ...wrapped, wrapperId: ours.id }, context)).rejects.toThrow(UnwrapFailure);
    });
  });
}
