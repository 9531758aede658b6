import type { Refusal } from "../src/api.ts";

/** A refusal of the desk or of Holdfast, by its code. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;
  readonly advice: string | null;

  constructor({ code, status, title, advice }: Refusal) {
    super(title);
    this.code = code;
    this.status = status;
    this.advice = advice ?? null;
  }
}

const unreachable: Refusal = { code: "client.unreachable", status: 0, title: "The desk cannot be reached" };

/** Asks the desk's API. Cookies go along by themselves; no script ever has a token. @throws Refused */
export async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refused(unreachable);
  });
  const text = await response.text();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the desk answers stands in src/api.ts, for it and for us
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  throw new Refused(refusalIn(text) ?? { ...unreachable, status: response.status });
}

function refusalIn(text: string): Refusal | null {
  try {
    const body: unknown = JSON.parse(text);
    return isRefusal(body) ? body : null;
  } catch {
    return null;
  }
}

const isRefusal = (body: unknown): body is Refusal =>
  typeof body === "object" && body !== null && "code" in body && "title" in body && "status" in body;

/** What to tell somebody who was refused. */
export const textOf = (error: unknown): string => {
  if (!(error instanceof Refused)) return "Something went wrong on this page.";
  return error.advice === null ? `${error.message}.` : `${error.message}. ${error.advice}`;
};
