import type { Proof, ProofKind } from "@holdfast/contract";

/** The quickest and strongest way first. */
const order: readonly ProofKind[] = ["passkey", "totp", "password", "recovery_code"];

export const bestFirst = (kinds: readonly ProofKind[]): ProofKind[] => order.filter((kind) => kinds.includes(kind));

/** What a way to prove oneself is called where one chooses among several. */
export const proofChoices: Readonly<Record<ProofKind, string>> = {
  passkey: "Use a passkey",
  totp: "Use a code of the authenticator app",
  password: "Use the password",
  recovery_code: "Use a recovery code",
};

/** A way that is typed. */
export type TypedKind = Exclude<ProofKind, "passkey">;

/** What each field says before it is sent, and when it was refused. */
export const fieldWords: Readonly<Record<TypedKind, { readonly missing: string; readonly wrong: string }>> = {
  totp: { missing: "Type the six digits.", wrong: "That code is not right, or was used. Take the next one." },
  password: { missing: "Type your password.", wrong: "That is not your password." },
  recovery_code: {
    missing: "Type one of your codes, such as 7K2M-Q0RX-5TDB-9HNE.",
    wrong: "That code is not right, or was used.",
  },
};

/** The proof that was typed; null when it cannot be one. */
export function proofOf(kind: TypedKind, typed: string): Proof | null {
  if (kind === "password") return typed === "" ? null : { kind, password: typed };
  if (kind === "totp") {
    const code = typed.replaceAll(/\s/g, "");
    return /^\d{6}$/.test(code) ? { kind, code } : null;
  }
  const code = typed.trim();
  return /^[A-Za-z0-9 -]{16,40}$/.test(code) ? { kind, code } : null;
}
