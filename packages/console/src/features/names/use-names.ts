import { builtInRoles, isBuiltInRole } from "@holdfast/contract";
import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { meQuery, rolesQuery, usersQuery } from "../../api/queries.ts";

export interface Names {
  /** The name of a person of the account, where it is known here. */
  readonly ofUser: (id: string) => string | null;
  /** The name of a role; of one that may not be read, its id. */
  readonly ofRole: (id: string) => string;
}

/** Names for ids, from what the reader may read: the first people of the account, and its roles. */
export function useNames(): Names {
  const { user, rights } = useSuspenseQuery(meQuery).data;
  const people = useInfiniteQuery({ ...usersQuery, enabled: rights.includes("users:read") });
  const roles = useQuery({ ...rolesQuery, enabled: rights.includes("roles:read") });
  const users = people.data?.pages.flatMap(({ items }) => items) ?? [];
  return {
    ofUser: (id) => (id === user.id ? "you" : (users.find((person) => person.id === id)?.name ?? null)),
    ofRole: (id) => {
      if (isBuiltInRole(id)) return builtInRoles[id].title;
      return roles.data?.items.find((role) => role.id === id)?.name ?? id;
    },
  };
}
