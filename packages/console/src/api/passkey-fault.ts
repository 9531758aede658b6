import type { ProblemText } from "./problem-text.ts";

/** Why the browser, and not the server, gave no passkey. */
export type PasskeyFaultReason = "declined" | "known_already" | "unsupported" | "failed";

export class PasskeyFault extends Error {
  readonly reason: PasskeyFaultReason;
  constructor(reason: PasskeyFaultReason, cause: unknown) {
    super(`passkey ${reason}`, { cause });
    this.reason = reason;
  }
}

export const passkeyFaultTexts: Readonly<Record<PasskeyFaultReason, ProblemText>> = {
  declined: {
    title: "No passkey was given",
    advice: "It was cancelled, or it took too long. Try again, or use another way.",
  },
  known_already: {
    title: "This device has a passkey for you already",
    advice: "Use that one, or plug in another device.",
  },
  unsupported: {
    title: "This browser or address cannot use passkeys",
    advice: "Use a browser of the last years at the console's own address, or another way.",
  },
  failed: { title: "The browser could not use a passkey", advice: "Try again, or use another way." },
};
