import type { NoticeFactor, NoticeFacts, NoticeKind } from "@holdfast/contract";

/** Whom a letter speaks to and of whom; names are as plain as `plain.ts` makes them. */
export interface Reader {
  readonly account: string;
  /** Null when the letter is about the reader. */
  readonly person: string | null;
  /** Who did it; null when it was the reader, this program, or nobody known. */
  readonly actor: string | null;
  /** A moment in the reader's language and time zone, which it names. */
  readonly at: (time: number) => string;
}

/** What a notice says in a language: a subject, sentences, and what the button of its link says. */
export interface Letter {
  readonly subject: string;
  readonly lines: readonly string[];
  readonly action?: string;
}

/** A language: every text that mails are made of. A notice that is missing in one does not compile. */
export interface Language {
  readonly words: Words;
  readonly factors: Readonly<Record<NoticeFactor, string>>;
  readonly letters: { readonly [K in NoticeKind]: (facts: NoticeFacts[K], reader: Reader) => Letter };
}

export interface Words {
  readonly hello: (name: string) => string;
  readonly when: string;
  readonly where: string;
  readonly device: string;
  readonly by: string;
  readonly account: string;
  /** For an address that belongs to no country that is known. */
  readonly unknownPlace: string;
  readonly unknownDevice: string;
  readonly on: (browser: string, system: string) => string;
  /** Over the way out, for whom it was about and for administrators. */
  readonly notYou: string;
  readonly notYouAction: string;
  readonly unexpected: string;
  readonly guide: string;
  readonly linkFallback: string;
  readonly sentBecause: Readonly<Record<"asked" | "critical" | "normal", (account: string) => string>>;
  readonly preferences: string;
  readonly digest: (account: string, count: number) => Letter;
}
