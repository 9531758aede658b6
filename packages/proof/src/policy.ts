import { ProofError } from "./proof-error.ts";
import { isSameKey, parseVerifierKey, signatureTypes, type SignatureType, type VerifierKey } from "./verifier-key.ts";
import { sameBytes } from "./bytes.ts";

/** Which logs count, and which witnesses must have seen a checkpoint (c2sp.org/tlog-policy). */
export interface Policy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly VerifierKey[];
  readonly quorum: Quorum;
}

/** A witness that must have cosigned, or a group of which `threshold` members must be met. */
export type Quorum = VerifierKey | { readonly threshold: number; readonly members: readonly Quorum[] };

/** A policy as it is read, line by line. `names` has the witnesses and groups so far. */
interface Draft {
  readonly logs: VerifierKey[];
  readonly witnesses: VerifierKey[];
  readonly names: Map<string, Quorum>;
  readonly grouped: Set<string>;
  quorum: Quorum | null;
}

const noQuorum: Quorum = { threshold: 0, members: [] };

/** The policy of a log whose checkpoints need no witness. */
export const formatPolicy = (vkey: string): string => `log ${vkey}\nquorum none\n`;

/**
 * Reads a policy file.
 * @throws ProofError `policy.malformed`; `vkey.unsupported` for a witness that could never be verified here.
 */
export function parsePolicy(text: string): Policy {
  // oxlint-disable-next-line no-control-regex -- "The only allowed control characters are tab and newline"
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text) || !text.endsWith("\n")) {
    throw new ProofError("policy.malformed", "a control character or an unfinished line");
  }
  const draft: Draft = { logs: [], witnesses: [], names: new Map(), grouped: new Set(), quorum: null };
  for (const [i, line] of text.slice(0, -1).split("\n").entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length > 0 && !words[0]?.startsWith("#")) readLine(draft, words, i + 1);
  }
  const { logs, witnesses, quorum } = draft;
  if (quorum === null) throw new ProofError("policy.malformed", "no quorum line");
  return { logs, witnesses, quorum };
}

function readLine(draft: Draft, words: readonly string[], line: number): void {
  const [keyword, ...rest] = words;
  const isRead =
    (keyword === "log" && readLog(draft, rest)) ||
    (keyword === "witness" && readWitness(draft, rest)) ||
    (keyword === "group" && readGroup(draft, rest)) ||
    (keyword === "quorum" && readQuorum(draft, rest));
  if (!isRead) throw new ProofError("policy.malformed", `line ${line}`);
}

function readLog(draft: Draft, [vkey, _url, ...more]: readonly string[]): boolean {
  if (vkey === undefined || more.length > 0) return false;
  return addKey(draft.logs, vkey, signatureTypes.ed25519) !== null;
}

function readWitness(draft: Draft, [name, vkey, _url, ...more]: readonly string[]): boolean {
  if (name === undefined || vkey === undefined || more.length > 0) return false;
  const key = addKey(draft.witnesses, vkey, signatureTypes.ed25519Cosignature);
  return key !== null && define(draft, name, key);
}

/** Two vkeys are duplicates if they wrap the same public key, whatever their names. */
function addKey(keys: VerifierKey[], vkey: string, type: SignatureType): VerifierKey | null {
  const key = parseVerifierKey(vkey);
  if (key.type !== type || keys.some(({ publicKey }) => sameBytes(publicKey, key.publicKey))) return null;
  keys.push(key);
  return key;
}

function readGroup(draft: Draft, [name, rule, ...memberNames]: readonly string[]): boolean {
  const members = memberNames.map((member) => take(draft, member));
  const known = members.filter((member) => member !== null);
  const threshold = rule === "all" ? members.length : rule === "any" ? 1 : Number(/^[1-9]\d*$/.exec(rule ?? "")?.[0]);
  if (name === undefined || known.length < members.length || !(threshold >= 1 && threshold <= members.length))
    return false;
  return define(draft, name, { threshold, members: known });
}

/** A name may be a member of one group only, so that no witness counts twice. */
function take(draft: Draft, name: string): Quorum | null {
  if (draft.grouped.has(name)) return null;
  draft.grouped.add(name);
  return draft.names.get(name) ?? null;
}

function readQuorum(draft: Draft, [name, ...more]: readonly string[]): boolean {
  const quorum = name === "none" ? noQuorum : draft.names.get(name ?? "");
  if (quorum === undefined || more.length > 0 || draft.quorum !== null) return false;
  draft.quorum = quorum;
  return true;
}

function define(draft: Draft, name: string, meaning: Quorum): boolean {
  if (name === "none" || draft.names.has(name)) return false;
  draft.names.set(name, meaning);
  return true;
}

/** Whether a checkpoint that these keys have signed satisfies the quorum. */
export function meetsQuorum(quorum: Quorum, signers: readonly VerifierKey[]): boolean {
  if ("publicKey" in quorum) return signers.some((key) => isSameKey(key, quorum));
  return quorum.members.filter((member) => meetsQuorum(member, signers)).length >= quorum.threshold;
}
