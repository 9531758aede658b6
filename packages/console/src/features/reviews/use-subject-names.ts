import type { ReviewKind } from "@holdfast/contract";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { meQuery, userSessionsQuery } from "../../api/queries.ts";
import { deviceWords } from "../../design/whereabouts.ts";
import { memberKeysQuery } from "../keys/keys-queries.ts";
import { streamsQuery } from "../streams/streams-query.ts";
import { webhooksQuery } from "../webhooks/webhooks-queries.ts";
import { invitationsQuery } from "../people/people-queries.ts";
import type { Holder } from "./review-words.ts";

/** What a session, key or invitation is called, and where a webhook or stream leads; null of one that has ended, or that the reader may not read. */
export type SubjectNames = (subject: string) => string | null;

/** Names for what one holder has. Each list is read only where the review has something of its kind. */
export function useSubjectNames({ user, items }: Holder): SubjectNames {
  const { rights } = useSuspenseQuery(meQuery).data;
  const has = (kind: ReviewKind) => items.some((item) => item.kind === kind);
  const id = user ?? "";
  const sessions = useQuery({
    ...userSessionsQuery(id),
    enabled: user !== null && has("session") && rights.includes("sessions:read"),
  });
  const keys = useQuery({
    ...memberKeysQuery(id),
    enabled: user !== null && has("key") && rights.includes("keys:read"),
  });
  const invitations = useInfiniteQuery({
    ...invitationsQuery,
    enabled: has("invitation") && rights.includes("users:invite"),
  });
  const webhooks = useQuery({ ...webhooksQuery, enabled: has("webhook") && rights.includes("webhooks:manage") });
  const streams = useQuery({ ...streamsQuery, enabled: has("audit_stream") && rights.includes("audit:export") });
  const invited = invitations.data?.pages.flatMap((page) => page.items) ?? [];
  const names = new Map<string, string>([
    ...(sessions.data?.items ?? []).map((session) => [session.id, deviceWords(session.device)] as const),
    ...(keys.data?.items ?? []).map((key) => [key.id, key.name] as const),
    ...(webhooks.data?.items ?? []).map(({ id, url }) => [id, url] as const),
    ...(streams.data?.items ?? []).map(({ id, url }) => [id, url] as const),
    ...invited.map((invitation) => [invitation.id, invitation.email] as const),
  ]);
  return (subject) => names.get(subject) ?? null;
}
