import type { StandingView, UserView } from "@holdfast/contract";

export type PersonFilter = "everybody" | "unprotected" | "unseen" | "suspended";

export const filterLabels: Readonly<Record<PersonFilter, string>> = {
  everybody: "Everybody",
  unprotected: "No second factor",
  unseen: "Not seen lately",
  suspended: "Suspended",
};

/** For how long somebody may stay away before the list says so. */
const unseenMs = 30 * 86_400_000;

export const isUnseen = (user: UserView, standing: StandingView | undefined, now: number): boolean =>
  standing !== undefined && now - Date.parse(standing.lastSeenAt ?? user.createdAt) > unseenMs;

export function matches(
  filter: PersonFilter,
  user: UserView,
  standing: StandingView | undefined,
  now: number,
): boolean {
  if (filter === "suspended") return user.suspended;
  if (filter === "unprotected") return !user.suspended && standing?.protected === false;
  return filter === "everybody" || (!user.suspended && isUnseen(user, standing, now));
}

/** Whether what was typed is in the name or the address. */
export const isNamed = ({ name, email }: UserView, text: string): boolean =>
  `${name} ${email}`.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());

const factorNames = { passkey: "passkey", totp: "authenticator app", recovery_code: "recovery codes" } as const;

/** "Passkey, recovery codes". */
export function factorWords({ protected: isProtected, factors }: StandingView): string {
  if (!isProtected) return "No second factor";
  const words = factors.map((factor) => factorNames[factor]).join(", ");
  return words === "" ? "Second factor out of use" : words.charAt(0).toUpperCase() + words.slice(1);
}
