import { type Locale, type NoticeFacts, type NoticeKind, notices } from "@holdfast/contract";

import type { Origin } from "../../tenancy/audit/index.ts";
import { countryOf, describeDevice } from "../devices/index.ts";
import type { Block, MailContent } from "./content.ts";
import type { Language, Letter, Reader } from "./languages/language.ts";
import { languages } from "./languages/languages.ts";
import { oneLine, plain } from "./plain.ts";

/** One notice of several. */
export interface DigestItem {
  readonly subject: string;
  readonly lines: string[];
  readonly rows: [string, string][];
}

/** What nobody has done: such a mail asks no one whether it was them. */
const reminders: ReadonlySet<NoticeKind> = new Set(["key.expiring", "key.expired", "review.due", "checklist.due"]);

/** Where the console answers what a mail offers. */
const pages = { guide: "/incident-guide", preferences: "/profile/notices", wayOut: "/forgot" } as const;

/** What one person is told of one event. Names are as they were typed. */
export interface Telling<K extends NoticeKind = NoticeKind> {
  readonly notice: K;
  readonly facts: NoticeFacts[K];
  readonly at: number;
  readonly origin: Origin;
  readonly account: string;
  /** Whether it happened to the reader. */
  readonly isOwn: boolean;
  /** To whom else it happened; null where it is the account's alone. */
  readonly person: string | null;
  readonly actor: string | null;
  readonly reader: { readonly name: string | null; readonly locale: Locale; readonly timeZone: string };
  /** Of the button; null where the notice brings none of its own. */
  readonly link: string | null;
  readonly publicUrl: string;
}

/** Writes a notice in the reader's language: what, when, where, from which device, and the ways out. */
export function compose<K extends NoticeKind>(telling: Telling<K>): MailContent {
  const { reader, publicUrl, account } = telling;
  const { words } = languages[reader.locale];
  const letter = letterOf(telling, plain);
  const isAsked = notices[telling.notice].weight === "asked";
  const blocks: Block[] = [
    ...(reader.name === null ? [] : [text(words.hello(plain(reader.name)))]),
    ...letter.lines.map(text),
    ...buttonOf(telling, letter),
    { kind: "facts", rows: circumstances(telling) },
    ...(isAsked ? [] : waysOut(telling, letter)),
    { kind: "rule" },
    { kind: "small", text: words.sentBecause[notices[telling.notice].weight](plain(account)) },
    ...(isAsked ? [] : [link(words.preferences, publicUrl + pages.preferences)]),
  ];
  return { locale: reader.locale, subject: letterOf(telling, oneLine).subject, title: letter.subject, blocks };
}

/** A notice as the mail of the day tells it. */
export function digestItemOf(telling: Telling): DigestItem {
  const { subject, lines } = letterOf(telling, plain);
  return { subject, lines: [...lines], rows: circumstances(telling) };
}

/** What somebody put off, in one mail. */
export function composeDigest(digest: {
  readonly locale: Locale;
  readonly account: string;
  readonly publicUrl: string;
  readonly items: readonly DigestItem[];
}): MailContent {
  const { locale, account, publicUrl, items } = digest;
  const { words } = languages[locale];
  const blocks: Block[] = [
    ...words.digest(plain(account), items.length).lines.map(text),
    ...items.flatMap(({ subject, lines, rows }): Block[] => [
      { kind: "heading", text: subject },
      ...lines.map(text),
      { kind: "facts", rows },
    ]),
    { kind: "rule" },
    link(words.guide, publicUrl + pages.guide),
    link(words.preferences, publicUrl + pages.preferences),
  ];
  const { subject } = words.digest(oneLine(account), items.length);
  return { locale, subject, title: words.digest(plain(account), items.length).subject, blocks };
}

const text = (line: string): Block => ({ kind: "text", text: line });
const link = (label: string, url: string): Block => ({ kind: "link", label, url });

/** The letter with everything that somebody typed made harmless by `clean`. */
function letterOf<K extends NoticeKind>(telling: Telling<K>, clean: (typed: string) => string): Letter {
  const { account, person, actor, reader } = telling;
  const name = (typed: string | null): string | null => (typed === null ? null : clean(typed));
  const about: Reader = {
    account: clean(account),
    person: name(person),
    actor: name(actor),
    at: (time) => moment(time, reader.locale, reader.timeZone),
  };
  const language: Pick<Language, "letters"> = languages[reader.locale];
  return language.letters[telling.notice](cleaned(telling.facts, clean), about);
}

/** Every text among the facts, whoever it came from. */
function cleaned<F extends object>(facts: F, clean: (typed: string) => string): F {
  const one = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    return Array.isArray(value) ? value.map(one) : value;
  };
  const entries = Object.entries(facts).map(([name, value]) => [name, one(value)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same names with values of the same kinds
  return Object.fromEntries(entries) as F;
}

function buttonOf({ reader, link, publicUrl }: Telling, letter: Letter): Block[] {
  const { words } = languages[reader.locale];
  if (letter.action === undefined) return [];
  return [{ kind: "button", label: letter.action, url: link ?? publicUrl, fallback: words.linkFallback }];
}

/** When, where and from which device. A device is told in words of ours: a User-Agent says what its sender likes. */
function circumstances({ reader, at, origin, account, actor }: Telling): [string, string][] {
  const { words } = languages[reader.locale];
  return [
    [words.when, moment(at, reader.locale, reader.timeZone)],
    ...row(words.where, origin.address === null ? null : placeOf(origin.address, reader.locale)),
    ...row(words.device, origin.device === null ? null : deviceOf(origin.device, reader.locale)),
    ...row(words.by, actor === null ? null : plain(actor)),
    [words.account, plain(account)],
  ];
}

const row = (label: string, value: string | null): [string, string][] => (value === null ? [] : [[label, value]]);

/** For whom it is about: the way out that the notice brings, or a new password. For all: the incident guide. */
function waysOut({ notice, reader, isOwn, link: own, publicUrl }: Telling, letter: Letter): Block[] {
  const { words } = languages[reader.locale];
  const guide = link(words.guide, publicUrl + pages.guide);
  if (reminders.has(notice)) return [guide];
  if (!isOwn) return [text(words.unexpected), guide];
  if (letter.action !== undefined) return [text(words.notYou), guide];
  const url = own ?? publicUrl + pages.wayOut;
  return [text(words.notYou), { kind: "button", label: words.notYouAction, url, fallback: words.linkFallback }, guide];
}

const tags: Readonly<Record<Locale, string>> = { en: "en-GB", de: "de-DE", et: "et-EE" };

/** With its time zone: a mail is read anywhere. */
const moment = (time: number, locale: Locale, timeZone: string): string =>
  `${new Intl.DateTimeFormat(tags[locale], { dateStyle: "long", timeStyle: "short", timeZone }).format(time)} (${timeZone})`;

function placeOf(address: string, locale: Locale): string {
  const code = countryOf(address);
  const country = code === null ? null : new Intl.DisplayNames([tags[locale]], { type: "region" }).of(code);
  return `${country ?? languages[locale].words.unknownPlace}, ${address}`;
}

function deviceOf(userAgent: string, locale: Locale): string {
  const { words } = languages[locale];
  const { browser, system } = describeDevice({ userAgent, platformHint: null, platformVersionHint: null });
  if (browser !== null && system !== null) return words.on(browser, system);
  return browser ?? system ?? words.unknownDevice;
}
