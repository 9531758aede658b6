/**
 * The openings of personal parts, `personal.ndjson`: for each entry whose personal part still exists a line
 * `{"id":…,"personal":{…},"salt":…}` in canonical JSON, in the order of the log.
 */
import { textOf } from "./bytes.ts";
import { canonicalJson, isPlainObject } from "./canonical-json.ts";
import type { DirectoryReader } from "./directory-reader.ts";
import type { Entry } from "./entry.ts";
import type { FaultList } from "./fault.ts";
import { parseSalt, personalCommitment } from "./personal.ts";
import { ProofError, type ProofErrorCode } from "./proof-error.ts";

export const personalFile = "personal.ndjson";

/** What opens the commitment of one entry. */
export interface Opening {
  /** The entry's id. */
  readonly id: string;
  readonly salt: Uint8Array;
  /** The personal part in canonical JSON. */
  readonly personal: string;
}

// An opening whose entry never comes stays in the window. Both numbers bound memory; the window is far wider than a
// bundle, so that single bad lines do not hide the good ones behind them.
const windowLines = 2048;
const lineBytesMax = 65_536;

/** Writes a line without its newline. @throws TypeError for a personal part that JSON cannot say. */
export function formatOpening(id: string, salt: string, personal: unknown): string {
  return openingLine(id, salt, canonicalJson(personal));
}

/** Reads a line. @throws ProofError `personal.malformed` */
export function parseOpening(line: Uint8Array): Opening {
  const text = textOf(line) ?? refuse("not UTF-8");
  const value = parseJson(text);
  if (!isPlainObject(value)) refuse(notAnOpening);
  const { id, personal, salt } = value;
  if (typeof id !== "string" || typeof salt !== "string" || personal === undefined) refuse(notAnOpening);
  const canonical = canonicalOrRefuse(personal);
  if (openingLine(id, salt, canonical) !== text) refuse("not canonical JSON, or more than an opening");
  return { id, personal: canonical, salt: parseSalt(salt) };
}

const openingLine = (id: string, salt: string, canonicalPersonal: string): string =>
  `{"id":${canonicalJson(id)},"personal":${canonicalPersonal},"salt":${canonicalJson(salt)}}`;

const notAnOpening = "not an id, a personal part and a salt";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse("not JSON");
  }
}

function canonicalOrRefuse(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch {
    return refuse("a lone surrogate, or too deep");
  }
}

function refuse(detail: string): never {
  throw new ProofError("personal.malformed", detail);
}

/** Follows the log and opens each entry whose line comes by. */
export class PersonalAudit {
  readonly #faults: FaultList;
  readonly #lines: AsyncIterator<Uint8Array>;
  readonly #waiting = new Map<string, Waiting[]>();
  #waitingLines = 0;
  #line = 0;
  #isAtEnd = false;
  #opened = 0;

  private constructor(lines: AsyncIterable<Uint8Array>, faults: FaultList) {
    this.#lines = lines[Symbol.asyncIterator]();
    this.#faults = faults;
  }

  /** Begins, or returns null when the export has no personal parts. */
  static async start(reader: DirectoryReader, faults: FaultList): Promise<PersonalAudit | null> {
    const chunks = await reader.stream(personalFile);
    return chunks === null ? null : new PersonalAudit(linesOf(chunks), faults);
  }

  /** How many commitments were opened. */
  get opened(): number {
    return this.#opened;
  }

  /** Reads on, so that the next bundle's openings are in the window. */
  async readOn(): Promise<void> {
    while (!this.#isAtEnd && this.#waitingLines < windowLines) {
      this.#line += 1;
      try {
        const next = await this.#lines.next();
        if (next.done === true) this.#isAtEnd = true;
        else this.#await(parseOpening(next.value));
      } catch (error) {
        this.#fault(error);
      }
    }
  }

  #await(opening: Opening): void {
    const others = this.#waiting.get(opening.id) ?? [];
    this.#waiting.set(opening.id, [...others, { opening, line: this.#line }]);
    this.#waitingLines += 1;
  }

  #fault(error: unknown): void {
    if (!(error instanceof ProofError)) throw error;
    // After a line without an end nothing more can be read.
    if (error.detail === unendedLine) this.#isAtEnd = true;
    this.#add(error.code, this.#line, error.detail);
  }

  #add(code: ProofErrorCode, line: number, detail: string | null): void {
    this.#faults.add({ code, file: personalFile, line, detail });
  }

  /** Checks the line of this entry, if there is one. Of several only one can be right. */
  check(entry: Entry): void {
    const found = this.#waiting.get(entry.id) ?? [];
    this.#waiting.delete(entry.id);
    this.#waitingLines -= found.length;
    const right = found.find(({ opening }) => opens(opening, entry));
    if (right !== undefined) this.#opened += 1;
    const detail = entry.personal === null ? "the entry commits to none" : null;
    for (const { line } of found.filter((each) => each !== right)) this.#add("personal.mismatch", line, detail);
  }

  /** Reports the lines that no entry has claimed. */
  async finish(): Promise<void> {
    await this.readOn();
    for (const { line } of [...this.#waiting.values()].flat()) this.#add("personal.unmatched", line, null);
    if (!this.#isAtEnd) this.#add("personal.unmatched", this.#line, "what follows was not read");
  }
}

interface Waiting {
  readonly opening: Opening;
  readonly line: number;
}

const opens = ({ salt, personal }: Opening, entry: Entry): boolean =>
  entry.personal !== null && personalCommitment(salt, personal) === entry.personal;

const unendedLine = "an unfinished or overlong line";

/** The lines of a file, without their newlines. @throws ProofError `personal.malformed` */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = joined(rest, chunk);
    let start = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.slice(start);
    if (rest.length > lineBytesMax) refuse(unendedLine);
  }
  if (rest.length > 0) refuse(unendedLine);
}

function joined(rest: Uint8Array, chunk: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(rest.length + chunk.length);
  bytes.set(rest);
  bytes.set(chunk, rest.length);
  return bytes;
}
