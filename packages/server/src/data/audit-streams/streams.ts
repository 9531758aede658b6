import { X509Certificate } from "node:crypto";

import type { AuditStreamId, AuditStreamView } from "@holdfast/contract";

import { newId, parseId } from "../../kernel/ids.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, logEnd, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, withAccount } from "../../tenancy/directory/index.ts";
import { lockUntilCommit } from "../../tenancy/registry/index.ts";
import { announceSender, assertReachable } from "../dispatch/index.ts";
import type { StreamDeps } from "./deps.ts";
import { streamEvent } from "./events.ts";
import { deleteStream, insertStream, listStreamRows, lockStream, updateState } from "./store.ts";
import { place, type Stream, streamView } from "./stream.ts";

const mostStreams = 5;

export interface StreamWish {
  readonly format: AuditStreamView["format"];
  readonly url: string;
  readonly authority?: string;
  readonly authorization?: string;
  readonly from?: "start" | "now";
}

/**
 * Sends every event of the log somewhere, from its start or from now on.
 * @throws Problem(`audit_stream.url_refused`), Problem(`audit_stream.certificate_malformed`),
 * Problem(`audit_stream.too_many`)
 */
export async function createStream(
  deps: StreamDeps,
  caller: Caller,
  wish: StreamWish,
  origin: Origin,
): Promise<AuditStreamView> {
  if (wish.authority !== undefined) assertCertificate(wish.authority);
  const scheme = wish.format === "syslog" ? "syslog+tls" : "https";
  await assertReachable(deps.egress, { url: wish.url, scheme }, "audit_stream.url_refused");
  await announceSender(deps.directory, caller.accountId);
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    // Else those that are made at once would each count without the others.
    await lockUntilCommit(scope, "audit_streams");
    if ((await listStreamRows(scope)).length >= mostStreams) throw new Problem("audit_stream.too_many");
    const now = deps.clock();
    const id = newId("auditStream", now);
    await insertStream(scope, {
      id,
      format: wish.format,
      ...sealed(scope, id, wish),
      cursor: wish.from === "start" ? 0 : await logEnd(scope),
      createdAt: now,
    });
    const details = { format: wish.format, from: wish.from ?? "now" };
    await emit(scope, streamEvent("audit_stream.created", origin, id, { details, host: hostOf(wish.url) }));
    return streamView(scope, await mustLock(scope, id));
  });
}

function sealed({ keys }: AccountScope, id: AuditStreamId, { url, authority, authorization }: StreamWish) {
  const orNull = (column: "authority_sealed" | "authorization_sealed", text: string | undefined): Buffer | null =>
    text === undefined ? null : keys.seal(place(id, column), text);
  return {
    urlSealed: keys.seal(place(id, "url_sealed"), url),
    authoritySealed: orNull("authority_sealed", authority),
    authorizationSealed: orNull("authorization_sealed", authorization),
  };
}

/** Of an address that was checked: `syslog+tls://host:6514` has no host that the parser of the platform knows. */
export const hostOf = (url: string): string => new URL(url.replace(/^[a-z+]+:/, "https:")).host;

function assertCertificate(pem: string): void {
  try {
    void new X509Certificate(pem);
  } catch (cause) {
    throw new Problem("audit_stream.certificate_malformed", { cause });
  }
}

export const listStreams = ({ directory }: StreamDeps, caller: Caller) =>
  withAccount(directory, caller.accountId, async (scope) => ({
    items: (await listStreamRows(scope)).map((row) => streamView(scope, row)),
    nextCursor: null,
  }));

/**
 * Halts a stream, lets it go on where it was, or sets it elsewhere in the log.
 * @throws Problem(`audit_stream.not_found`), Problem(`audit_stream.cursor_ahead`)
 */
export async function changeStream(
  deps: StreamDeps,
  caller: Caller,
  { id: rawId, enabled, cursor }: { id: string; enabled?: boolean | undefined; cursor?: number | undefined },
  origin: Origin,
): Promise<AuditStreamView> {
  const id = parse(rawId);
  await announceSender(deps.directory, caller.accountId);
  return withAccount(deps.directory, caller.accountId, async (scope) => {
    const before = await mustLock(scope, id);
    if (cursor !== undefined && cursor > (await logEnd(scope))) throw new Problem("audit_stream.cursor_ahead");
    const isOn = enabled ?? before.disabledAt === null;
    const disabledAt = isOn ? null : (before.disabledAt ?? deps.clock());
    await updateState(scope, { id, disabledAt, cursor: cursor ?? before.cursor });
    const details = { enabled: isOn, cursor: cursor ?? before.cursor };
    await emit(scope, streamEvent("audit_stream.changed", origin, id, { details }));
    return streamView(scope, await mustLock(scope, id));
  });
}

/** @throws Problem(`audit_stream.not_found`) */
export async function removeStream(
  { directory }: StreamDeps,
  caller: Caller,
  rawId: string,
  origin: Origin,
): Promise<Record<string, never>> {
  await withAccount(directory, caller.accountId, (scope) => dropStream(scope, rawId, origin));
  return {};
}

/** @throws Problem(`audit_stream.not_found`) */
export async function dropStream(scope: AccountScope, rawId: string, origin: Origin): Promise<void> {
  const { id } = await mustLock(scope, parse(rawId));
  await deleteStream(scope, id);
  await emit(scope, streamEvent("audit_stream.removed", origin, id));
}

const parse = (raw: string): AuditStreamId => parseId("auditStream", raw, "audit_stream.not_found");

async function mustLock(scope: AccountScope, id: AuditStreamId): Promise<Stream> {
  const row = await lockStream(scope, id);
  if (row === null) throw new Problem("audit_stream.not_found");
  return row;
}
