import type { EventName, EventTarget, events, UserId } from "@holdfast/contract";
import type { Fact } from "@holdfast/proof";

/** Who acted: a user of the account, this program on its own, its operator at the command line, or nobody known. */
export type Actor =
  | { readonly type: "user"; readonly id: UserId }
  | { readonly type: "system" | "operator"; readonly id: string }
  | { readonly type: "anonymous"; readonly id: null };

/** Where an event comes from: its actor and, when there was one, the request. Address and device are personal. */
export interface Origin {
  readonly actor: Actor;
  readonly request: string | null;
  readonly address: string | null;
  readonly device: string | null;
}

export type Facts = Readonly<Record<string, Fact>>;

type TargetOf<N extends EventName> = (typeof events)[N]["target"] & EventTarget;

interface EventOf<N extends EventName> {
  readonly event: N;
  readonly origin: Origin;
  /** Null only where what the event is about was never found, as in a sign-in with an unknown address. */
  readonly target: { readonly type: TargetOf<N>; readonly id: string } | null;
  readonly outcome: "success" | "refused";
  /** Public and for ever, in the entry itself: ids, settings, counts. Nothing that says who a person is. */
  readonly details: Facts;
  /** Names, addresses, before and after. Joined by the origin's `address` and `device`, unless it says its own. */
  readonly personal: Facts;
  /** The person whose erasure erases the personal part. Left out, it is the acting user. */
  readonly subject?: UserId;
}

/** What a module tells the audit log. Each name goes with its kind of target. */
export type AuditEvent<N extends EventName = EventName> = N extends EventName ? EventOf<N> : never;

/** The parts of an HTTP call that an event's origin is made of. */
export interface OriginCall {
  readonly caller: { readonly userId: UserId } | null;
  readonly request: { readonly id: string; readonly address: string; readonly userAgent: string };
}

/** The origin of what a request causes. A public route has no caller: its actor is anonymous until proven otherwise. */
export const originOf = ({ caller, request }: OriginCall): Origin => ({
  actor: caller === null ? { type: "anonymous", id: null } : { type: "user", id: caller.userId },
  request: request.id,
  address: request.address === "" ? null : request.address,
  device: request.userAgent === "" ? null : request.userAgent,
});

/** The origin of what no request causes: a job, the sequencer, a command of the operator. */
export const originWithin = (type: "system" | "operator", id: string): Origin => ({
  actor: { type, id },
  request: null,
  address: null,
  device: null,
});
