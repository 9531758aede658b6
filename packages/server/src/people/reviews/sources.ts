import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { listKeyRows, revokeKeyWithin } from "../api-keys/index.ts";
import { liveInvitations, withdrawInvitation } from "../invitations/index.ts";
import { suspendWithin } from "../members/index.ts";
import { dropRole, ownRoles } from "../roles/index.ts";
import { endSession, listLive, presenceOf } from "../sessions/index.ts";
import { listUserIds, findUser } from "../users/index.ts";
import type { Holding } from "./review.ts";
import { type ReviewSource, unlessGone } from "./source.ts";

const pageSize = 500;

const memberSource: ReviewSource = {
  kind: "member",
  right: "users:suspend",
  async list(scope) {
    const found: Holding[] = [];
    for await (const ids of pagesOfUsers(scope)) found.push(...(await membershipsOf(scope, ids)));
    return found;
  },
  remove: (deps, { scope, caller, revoke, origin }, id) =>
    unlessGone("user.not_found", () => suspendWithin(deps, scope, { caller, id }, revoke, origin)),
};

async function* pagesOfUsers(scope: AccountScope): AsyncGenerator<UserId[]> {
  for (let after = ""; ;) {
    const ids = await listUserIds(scope, after, pageSize);
    if (ids.length > 0) yield ids;
    const last = ids.at(-1);
    if (last === undefined || ids.length < pageSize) return;
    after = last;
  }
}

async function membershipsOf(scope: AccountScope, ids: readonly UserId[]): Promise<Holding[]> {
  const seen = new Map((await presenceOf(scope, ids, scope.clock())).map((one) => [one.userId, one.lastSeenAt]));
  const found: Holding[] = [];
  for (const id of ids) {
    const { role, createdAt } = await findUser(scope, id);
    found.push({ subject: id, userId: id, role, since: createdAt, lastUsedAt: seen.get(id) ?? null });
  }
  return found;
}

const sessionSource: ReviewSource = {
  kind: "session",
  right: "sessions:revoke",
  async list(scope) {
    const found: Holding[] = [];
    for (let before: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof listLive>> = await listLive(scope, {
        before,
        limit: pageSize,
        now: scope.clock(),
      });
      for (const { id, userId, createdAt, lastSeenAt } of page) {
        found.push({ subject: id, userId, role: null, since: createdAt, lastUsedAt: lastSeenAt });
      }
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return found;
      before = last.id;
    }
  },
  remove: (deps, { scope, revoke, origin }, id) => endSession(deps, scope, id, revoke, origin),
};

const keySource: ReviewSource = {
  kind: "key",
  right: "keys:revoke",
  async list(scope) {
    const found: Holding[] = [];
    for (let before: string | null = null; ;) {
      const every = { userId: null, unusedSince: null, now: scope.clock(), limit: pageSize } as const;
      const page: Awaited<ReturnType<typeof listKeyRows>> = await listKeyRows(scope, { ...every, before });
      for (const { id, userId, createdAt, lastUsedAt, expiresAt } of page) {
        if (expiresAt > scope.clock()) found.push({ subject: id, userId, role: null, since: createdAt, lastUsedAt });
      }
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return found;
      before = last.id;
    }
  },
  remove: (deps, { scope, revoke, origin }, id) =>
    unlessGone("key.not_found", () => revokeKeyWithin(deps, scope, { id, owner: null }, revoke, origin)),
};

const invitationSource: ReviewSource = {
  kind: "invitation",
  right: "users:invite",
  async list(scope) {
    const rows = await liveInvitations(scope);
    return rows.map(({ id, role, createdAt }) => ({
      subject: id,
      userId: null,
      role,
      since: createdAt,
      lastUsedAt: null,
    }));
  },
  remove: (_deps, { scope, caller, origin }, id) =>
    unlessGone("invitation.not_found", () => withdrawInvitation(scope, caller, id, origin)),
};

const roleSource: ReviewSource = {
  kind: "role",
  right: "roles:write",
  async list(scope) {
    const rows = await ownRoles(scope);
    return rows.map(({ id, createdAt }) => ({
      subject: id,
      userId: null,
      role: id,
      since: createdAt,
      lastUsedAt: null,
    }));
  },
  remove: (_deps, { scope, origin }, id) => unlessGone("role.not_found", () => dropRole(scope, id, origin)),
};

/** People first: whoever is suspended has no sessions left to look at. */
export const peopleSources: readonly ReviewSource[] = [
  memberSource,
  sessionSource,
  keySource,
  invitationSource,
  roleSource,
];
