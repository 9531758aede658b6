import { settingNames } from "@holdfast/contract";
import { expect, test } from "vitest";

import { settingGroups, settingsIn } from "./setting-texts.ts";
import { valueWords } from "./setting-words.ts";

test("every setting stands under one heading", () => {
  expect(settingGroups.flatMap(settingsIn).sort()).toEqual([...settingNames].sort());
});

test("a value is told with its unit, and in larger ones where it is long", () => {
  expect(valueWords("accessTokenMinutes", 1)).toBe("1 minute");
  expect(valueWords("accessTokenMinutes", 15)).toBe("15 minutes");
  expect(valueWords("sessionIdleMinutes", 1440)).toBe("1,440 minutes (24 hours)");
  expect(valueWords("sessionMaxHours", 720)).toBe("720 hours (30 days)");
  expect(valueWords("auditRetentionMonths", 0)).toBe("while the account is active");
  expect(valueWords("passwordHash", "argon2id-64m-t3")).toBe("Argon2id, 64 MiB, 3 passes");
});
