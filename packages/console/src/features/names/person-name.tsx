import { useInfiniteQuery, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { meQuery, userQuery, usersQuery } from "../../api/queries.ts";

export interface PersonNameProps {
  readonly id: string;
  /** Whether a line begins with it: "You", not "you". */
  readonly begins?: boolean;
}

/** What somebody of the account is called. Who is not among the people that were read so far is asked for. */
export function PersonName({ id, begins = false }: PersonNameProps) {
  const { user, rights } = useSuspenseQuery(meQuery).data;
  const isSelf = id === user.id;
  const mayRead = rights.includes("users:read");
  const people = useInfiniteQuery({ ...usersQuery, enabled: mayRead });
  const listed = people.data?.pages.flatMap(({ items }) => items).find((person) => person.id === id);
  const sought = useQuery({ ...userQuery(id), enabled: people.isSuccess && listed === undefined && !isSelf });
  if (isSelf) return begins ? "You" : "you";
  const stranger = sought.isError ? "somebody who is gone" : "somebody";
  return listed?.name ?? sought.data?.name ?? (begins ? capitalised(stranger) : stranger);
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Somebody by name, and the way to them. */
export const PersonLink = ({ id }: { readonly id: string }) => (
  <Link to="/people/$id" params={{ id }}>
    <PersonName id={id} begins />
  </Link>
);
