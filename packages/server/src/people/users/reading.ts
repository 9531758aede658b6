import { isLocale, type Locale, type UserId } from "@holdfast/contract";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

import { Problem } from "../../kernel/problem.ts";
import type { AccountScope } from "../../tenancy/directory/index.ts";
import { readReading, updateReading } from "./reading-store.ts";

/** How somebody reads what we write to them. */
export interface Reading {
  readonly locale: Locale;
  /** Name of a zone as in the IANA time zone database. */
  readonly timeZone: string;
}

export const plainReading: Reading = { locale: "en", timeZone: "UTC" };

const shape = Compile(Type.Object({ locale: Type.String(), timeZone: Type.String() }));

export async function readingOf(scope: AccountScope, user: UserId): Promise<Reading> {
  const sealed = await readReading(scope, user);
  if (sealed === null) return plainReading;
  const { locale, timeZone } = shape.Parse(JSON.parse(scope.keys.openText(place(user), sealed)));
  return { locale: isLocale(locale) ? locale : plainReading.locale, timeZone };
}

/** @throws Problem(`request.malformed`) when there is no such time zone */
export async function setReading(scope: AccountScope, user: UserId, reading: Reading): Promise<void> {
  if (!isTimeZone(reading.timeZone)) throw new Problem("request.malformed", { detail: "No such time zone." });
  await updateReading(scope, user, scope.keys.seal(place(user), JSON.stringify(reading)));
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const place = (row: UserId) => ({ purpose: "users", table: "users", column: "reading_sealed", row }) as const;
