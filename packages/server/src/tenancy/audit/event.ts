import type {
  ApiKeyId,
  AppEventName,
  EventName,
  EventTarget,
  events,
  SupportGrantId,
  UserId,
} from "@holdfast/contract";
import type { Fact } from "@holdfast/proof";

/**
 * Who acted: a user of the account, an API key and who made it, this program on its own, its operator at the command
 * line, or nobody known.
 */
export type Actor =
  | { readonly type: "user"; readonly id: UserId }
  | { readonly type: "key"; readonly id: ApiKeyId; readonly creator: UserId }
  | { readonly type: "system" | "operator"; readonly id: string }
  | { readonly type: "anonymous"; readonly id: null };

/** Where an event comes from: its actor and, when there was one, the request. Address and device are personal. */
export interface Origin {
  readonly actor: Actor;
  readonly request: string | null;
  readonly address: string | null;
  readonly device: string | null;
  /** On whose grant somebody of the operator acts: the second actor of every event that they cause. */
  readonly grant?: { readonly id: SupportGrantId; readonly by: UserId };
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

/** What a product that stands on this platform tells the log: what its events are called and about is its own. */
export interface AppEvent extends Omit<EventOf<EventName>, "event" | "origin" | "target"> {
  readonly event: AppEventName;
  readonly origin: Omit<Origin, "actor"> & { readonly actor: Actor | { readonly type: "app"; readonly id: string } };
  readonly target: { readonly type: string; readonly id: string } | null;
}

/** The parts of an HTTP call that an event's origin is made of. */
export interface OriginCall {
  readonly caller: {
    readonly userId: UserId;
    readonly support: { readonly grantId: SupportGrantId; readonly name: string } | null;
    readonly key?: { readonly id: ApiKeyId };
  } | null;
  readonly request: { readonly id: string; readonly address: string; readonly userAgent: string };
}

/** The origin of what a request causes. A public route has no caller: its actor is anonymous until proven otherwise. */
export const originOf = ({ caller, request }: OriginCall): Origin => ({
  ...actorOf(caller),
  request: request.id,
  address: request.address === "" ? null : request.address,
  device: request.userAgent === "" ? null : request.userAgent,
});

function actorOf(caller: OriginCall["caller"]): Pick<Origin, "actor" | "grant"> {
  if (caller === null) return { actor: { type: "anonymous", id: null } };
  if (caller.key !== undefined) return { actor: { type: "key", id: caller.key.id, creator: caller.userId } };
  if (caller.support === null) return { actor: { type: "user", id: caller.userId } };
  return onGrant(caller.support.name, { id: caller.support.grantId, by: caller.userId });
}

/** Both actors of what somebody of the operator does on a grant. */
const onGrant = (name: string, grant: NonNullable<Origin["grant"]>): Pick<Origin, "actor" | "grant"> => ({
  actor: { type: "operator", id: name },
  grant,
});

/** The origin of what somebody of the operator does on a grant at the command line. */
export const originOnGrant = (name: string, grant: NonNullable<Origin["grant"]>): Origin => ({
  ...onGrant(name, grant),
  request: null,
  address: null,
  device: null,
});

/** The origin of what no request causes: a job, the sequencer, a command of the operator. */
export const originWithin = (type: "system" | "operator", id: string): Origin => ({
  actor: { type, id },
  request: null,
  address: null,
  device: null,
});
