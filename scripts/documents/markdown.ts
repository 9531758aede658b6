/** What can be checked in a document: its code, its links, its headings. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** The file named by a `<!-- snippet: file -->` on the line before, or null. */
  readonly source: string | null;
}

const fence = /(?:<!-- snippet: (\S+) -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm;

export const codeBlocksOf = (text: string): CodeBlock[] =>
  [...text.matchAll(fence)].map(([, source, language = "", code = ""]) => ({
    language,
    text: code,
    source: source ?? null,
  }));

/** The text without its code blocks, in which `# …` is no heading and `[…](…)` no link. */
const proseOf = (text: string): string => text.replaceAll(fence, "");

/** Targets of links and pictures that are not on the web. */
export const linksOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .flatMap(([, target]) => target ?? [])
    .filter((target) => !/^(?:https?|mailto):/.test(target));

/** The anchors of headings, as GitHub makes them. */
export const anchorsOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );

/** Words in backticks, outside code blocks. */
export const inlineCodeOf = (text: string): string[] =>
  [...proseOf(text).matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => code ?? []);

/** What stands between `<!-- name:start -->` and `<!-- name:end -->`. */
export const sectionOf = (text: string, name: string): string | null =>
  new RegExp(`<!-- ${name}:start -->\\n([\\s\\S]*?)\\n<!-- ${name}:end -->`).exec(text)?.[1] ?? null;
