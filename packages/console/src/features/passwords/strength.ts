/** What the account's policy says about a new password. */
export interface PasswordRules {
  readonly minLength: number;
  readonly advisedLength: number;
}

/** The guess of how hard a password is to guess: 0 falls at once, 4 holds. */
export interface Estimate {
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** What makes it weak, in a sentence, or null. */
  readonly warning: string | null;
}

export interface Verdict {
  readonly level: 0 | 1 | 2 | 3 | 4;
  readonly label: string;
  readonly advice: string;
}

const longest = 128;
const labels = ["Falls at once", "Weak", "Fair", "Good", "Strong"] as const;

/** Length as the server counts it: code points of the normalised text (NIST SP 800-63B-4 §3.1.1.2). */
export const lengthOf = (password: string): number => Array.from(password.normalize("NFC")).length;

/** What to say of a password while it is typed. The server judges by itself; this spares a refusal. */
export function judge(password: string, rules: PasswordRules, estimate: Estimate | null): Verdict | null {
  const length = lengthOf(password);
  if (length === 0) return null;
  if (length < rules.minLength) {
    const missing = rules.minLength - length;
    return { level: 0, label: "Too short", advice: `${missing} more ${missing === 1 ? "character" : "characters"}.` };
  }
  if (length > longest) return { level: 0, label: "Too long", advice: `At most ${longest} characters.` };
  if (estimate === null) return null;
  const advised = length < rules.advisedLength ? `${rules.advisedLength} characters or more are advised.` : "";
  return { level: estimate.score, label: labels[estimate.score], advice: estimate.warning ?? advised };
}
