/** What the desk's own API answers and takes: the server makes it, the pages read it. */
export const ticketStates = ["open", "waiting", "solved"] as const;
export type TicketState = (typeof ticketStates)[number];

export interface TicketSummary {
  readonly number: number;
  readonly subject: string;
  readonly requester: string;
  readonly state: TicketState;
  readonly urgent: boolean;
  /** RFC 3339. */
  readonly updatedAt: string;
}

export interface Message {
  readonly id: string;
  readonly author: string;
  /** `note`: for colleagues only. */
  readonly kind: "customer" | "answer" | "note";
  readonly body: string;
  readonly writtenAt: string;
}

export interface Ticket extends TicketSummary {
  readonly requesterEmail: string;
  readonly messages: readonly Message[];
}

export interface NewTicket {
  readonly subject: string;
  readonly requester: string;
  readonly requesterEmail: string;
  readonly urgent?: boolean;
  readonly body: string;
}

/** Whoever is signed in. */
export interface Me {
  readonly name: string;
  readonly workspace: string;
  readonly role: string;
  readonly mayAnswer: boolean;
  readonly mayDelete: boolean;
  /** Where people look after their sign-in methods and sessions: Holdfast's console. */
  readonly consoleUrl: string;
}

export type FactorKind = "totp" | "recovery_code";

/** How a sign-in goes on. Passwords and codes go through to Holdfast; the desk keeps neither. */
export type SignInAnswer =
  | { readonly step: "done" }
  | { readonly step: "factor"; readonly challenge: string; readonly factors: readonly string[] }
  | { readonly step: "elsewhere"; readonly reason: Elsewhere; readonly consoleUrl: string };

/** What the desk cannot ask for itself. `captcha`: there were many tries lately. */
export type Elsewhere = "verify_email" | "confirm" | "enrol" | "captcha";

/** A refusal (RFC 9457), Holdfast's or the desk's own. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly advice?: string;
}
