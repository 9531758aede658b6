import { locales } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { originWithin } from "../../tenancy/audit/index.ts";
import { compose } from "./compose.ts";
import { previewKinds, previewMail } from "./preview.ts";

const publicUrl = "https://id.example.com";
const all = previewKinds.flatMap(({ notice, whom }) => locales.map((locale) => ({ notice, whom, locale })));

describe.each(all)("the mail $notice to $whom in $locale", ({ notice, whom, locale }) => {
  const mail = previewMail({ notice, whom, locale, publicUrl });
  if (mail === null) throw new Error("no such mail");
  const { subject, html, text } = mail;

  test("says what, when, where and from which device, in text and in HTML alike [C-188]", () => {
    expect(subject).toMatch(/Acme/);
    for (const said of [html, text]) {
      expect(said).toMatch(/2026/);
      expect(said).toContain("Europe/Tallinn");
      expect(said).toContain("203.0.113.7");
      expect(said).toContain("Firefox 140");
    }
    expect([subject, html, text].join("\n")).not.toMatch(/undefined|null|NaN|\[object|\{\w+\}/);
  });

  test("fetches nothing, runs nothing and leads nowhere but to us", () => {
    expect(html).not.toMatch(/<(?:img|script|link|iframe|form|svg|object|video)|url\(|@import|@font-face|src=/i);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url);
    expect(links.filter((url) => url?.startsWith(`${publicUrl}/`) !== true && url !== publicUrl)).toEqual([]);
    for (const url of links) expect(text).toContain(url);
  });
});

test("every notice of something that one may not have done leads to the incident guide [C-189]", () => {
  for (const { notice, whom } of previewKinds) {
    const mail = previewMail({ notice, whom, locale: "en", publicUrl });
    const isAsked = mail?.text.includes("because somebody asked for it") === true;
    expect([notice, mail?.text.includes(`${publicUrl}/incident-guide`)]).toEqual([notice, !isAsked]);
  }
});

test("every notice of what somebody may have done in one's name asks whether it was them; a reminder asks nobody [C-189]", () => {
  const reminders = ["key.expiring", "key.expired", "review.due", "checklist.due"];
  for (const { notice, whom } of previewKinds) {
    const text = previewMail({ notice, whom, locale: "en", publicUrl })?.text ?? "";
    const asks = text.includes(whom === "person" ? "Was it not you?" : "You did not expect this?");
    const isAsked = text.includes("because somebody asked for it");
    expect([notice, whom, asks]).toEqual([notice, whom, !isAsked && !reminders.includes(notice)]);
  }
});

test("a mail says times in its reader's zone and language", () => {
  const at = Date.parse("2026-03-29T12:34:00Z");
  const wish = { at, origin: originWithin("system", "x"), account: "Acme", isOwn: true, person: null, actor: null };
  const whenIn = (locale: "en" | "de" | "et", timeZone: string): string =>
    JSON.stringify(
      compose({
        ...wish,
        notice: "password.changed",
        facts: {},
        reader: { name: null, locale, timeZone },
        link: null,
        publicUrl,
      }).blocks,
    );
  expect(whenIn("en", "UTC")).toContain("29 March 2026 at 12:34 (UTC)");
  expect(whenIn("de", "Europe/Berlin")).toContain("29. März 2026 um 14:34 (Europe/Berlin)");
  expect(whenIn("et", "Europe/Tallinn")).toMatch(/29\. märts 2026, kell 15:34 \(Europe\/Tallinn\)/);
});
