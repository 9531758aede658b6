import { expect, test } from "vitest";

import { Dead } from "./dead.ts";
import { Trust } from "./trust.ts";

function deadAt() {
  let now = 0;
  const dead = new Dead(new Trust({ monotonic: () => now, wall: () => now }));
  return { dead, pass: (ms: number) => (now += ms) };
}

test("what is dead is so for a second, and told again for another", () => {
  const { dead, pass } = deadAt();
  dead.add("token");
  expect([dead.has("token"), dead.has("another")]).toEqual([true, false]);
  pass(999);
  expect(dead.has("token")).toBe(true);
  pass(1);
  expect(dead.has("token")).toBe(false);
  dead.add("token");
  pass(999);
  expect(dead.has("token")).toBe(true);
});

test("however many are dead, ten thousand are remembered, and the newest of them", () => {
  const { dead } = deadAt();
  for (let n = 0; n < 10_002; n += 1) dead.add(`token ${n}`);
  const remembered = Array.from({ length: 10_002 }, (_, n) => dead.has(`token ${n}`));
  expect(remembered.slice(0, 3)).toEqual([false, false, true]);
  expect(remembered.filter(Boolean)).toHaveLength(10_000);
});
