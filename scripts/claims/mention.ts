/** A claim (`C-133`) or a row of the settings table (`D-06`) that a test or a control names. */
export interface Mention {
  readonly id: string;
  readonly by: "test" | "control";
  /** What names it: the title of the test, or the name of the control. */
  readonly title: string;
  readonly file: string;
  readonly line: number;
  /** Whether it counts. A skipped test proves nothing. */
  readonly runs: boolean;
}

/** Something that looks like a claim but is not written in the one form, `[C-052] [C-053]`. */
export interface Stray {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

const oneForm = /\[([CD]-\d+)\]/g;
const anyForm = /\b[CD]-\d{2,}\b/g;

/** The ids in a title that stand in brackets of their own: `… [C-052] [C-053]`. */
export const idsIn = (title: string): string[] => [...title.matchAll(oneForm)].flatMap(([, id]) => id ?? []);

/** Ids in any other form: lists, ranges, parentheses, none at all. They would be read by people and missed by us. */
export const straysIn = (title: string): string[] => title.replaceAll(oneForm, "").match(anyForm) ?? [];
