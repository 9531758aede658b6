/** A mail of the development inbox. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly sentAt: string;
}

export interface TextPart {
  readonly text: string;
  readonly href: string | null;
}

/** Reads the answer of `GET /dev/inbox`, newest first. What is not a mail is left out. */
export function parseInbox(answer: unknown): Mail[] {
  const items = isRecord(answer) && Array.isArray(answer.items) ? answer.items : [];
  return items.filter(isMail).reverse();
}

/** Parts a text at its links to `origin`. Links to elsewhere stay text: this is a screen for our own mails. */
export function partsOf(text: string, origin: string): TextPart[] {
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((part, i) => {
    const isOurs = i % 2 === 1 && URL.canParse(part) && new URL(part).origin === origin;
    return { text: part, href: isOurs ? part : null };
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const isMail = (value: unknown): value is Mail =>
  isRecord(value) && ["to", "subject", "text", "sentAt"].every((name) => typeof value[name] === "string");
