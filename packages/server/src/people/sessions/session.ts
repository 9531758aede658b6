import type { ProofMethod, SessionId, SessionView, UserId } from "@holdfast/contract";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";

/** A session as it stands in its row. Times are milliseconds since the epoch. */
export interface Session {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly provedAt: number;
  /** When a second factor was last proved in it; null when none was. */
  readonly factorProvedAt: number | null;
  /** From then on it opens nothing but the setting up of a second factor; null when none is owed. */
  readonly factorDueAt: number | null;
  /** What was proved in it, in order. */
  readonly methods: readonly ProofMethod[];
  /** Absolute end: no refresh moves it (ASVS 5.0 10.4.8). */
  readonly expiresAt: number;
  readonly idleMs: number;
  readonly revokedAt: number | null;
}

export type SessionState = "live" | "revoked" | "expired" | "idle_expired";

/**
 * How late `lastSeenAt` may reach the row: processes write it in batches. An idle end is therefore certain to a minute,
 * and never early.
 */
export const touchLagMs = 60_000;

export function stateOf(
  session: Pick<Session, "revokedAt" | "expiresAt" | "lastSeenAt" | "idleMs">,
  now: number,
): SessionState {
  if (session.revokedAt !== null) return "revoked";
  if (now >= session.expiresAt) return "expired";
  if (now - session.lastSeenAt >= session.idleMs + touchLagMs) return "idle_expired";
  return "live";
}

/** Whether it opens nothing but the setting up of a second factor. */
export const isRestricted = ({ factorDueAt }: Pick<Session, "factorDueAt">, now: number): boolean =>
  factorDueAt !== null && now >= factorDueAt;

const TextOrNull = Type.Union([Type.String(), Type.Null()]);

/** What a session remembers of where it began. Sealed in its row. */
const SessionDevice = Type.Object({
  kind: Type.String(),
  browser: TextOrNull,
  system: TextOrNull,
  address: TextOrNull,
  country: TextOrNull,
});
export type SessionDevice = Static<typeof SessionDevice>;

const deviceShape = Compile(SessionDevice);

/** @throws when the JSON of a row is not what `openSession` writes. */
export const parseDevice = (json: string): SessionDevice => deviceShape.Parse(JSON.parse(json));

export const sessionView = (session: Session, device: SessionDevice, current: SessionId | null): SessionView => ({
  id: session.id,
  current: session.id === current,
  createdAt: new Date(session.createdAt).toISOString(),
  lastSeenAt: new Date(session.lastSeenAt).toISOString(),
  expiresAt: new Date(session.expiresAt).toISOString(),
  device: { kind: device.kind, browser: device.browser, system: device.system },
  address: device.address,
  country: device.country,
  methods: [...session.methods],
});
