import type { Locale } from "@holdfast/contract";

/** What a mail is made of. Text and HTML are both drawn from this, so that neither says what the other does not. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "facts"; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: "button"; readonly label: string; readonly url: string; readonly fallback: string }
  | { readonly kind: "link"; readonly label: string; readonly url: string }
  | { readonly kind: "rule" }
  | { readonly kind: "small"; readonly text: string };

export interface MailContent {
  readonly locale: Locale;
  readonly subject: string;
  /** The subject over the mail itself, where programs make links of what looks like one. */
  readonly title: string;
  readonly blocks: readonly Block[];
}
