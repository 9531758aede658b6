import { useMutation } from "@tanstack/react-query";

import { publicClient } from "../../api/client.ts";
import { createPasskey } from "../../api/passkey-ceremony.ts";
import { dropFragmentToken } from "../mail-links/fragment-token.ts";

export type Invitation = Awaited<ReturnType<typeof publicClient.previewInvitation>>;
type Accepted = Awaited<ReturnType<typeof publicClient.acceptInvitation>>;

/** What somebody joins with; the ways that have no password need none typed. */
export type Way = Invitation["ways"][number];

export interface Joined extends Accepted {
  readonly way: Way;
}

export interface Wish {
  readonly way: Way;
  readonly name: string;
  readonly password: string;
}

/** Joins with the way that somebody chose. */
export const useJoin = (
  token: string,
  {
    onJoined,
    onRefused,
  }: { readonly onJoined: (joined: Joined) => void; readonly onRefused: (error: unknown) => void },
) =>
  useMutation({
    mutationFn: async ({ way, name, password }: Wish) => {
      const chosen = await chosenWay(way, { token, name, password });
      return { ...(await publicClient.acceptInvitation({ body: { token, name, ...chosen } })), way };
    },
    onSuccess: (joined) => {
      onJoined(joined);
      dropFragmentToken();
    },
    onError: onRefused,
  });

async function chosenWay(way: Way, { token, name, password }: Omit<Wish, "way"> & { readonly token: string }) {
  if (way === "magic_link") return {};
  if (way === "password") return { password };
  const options = await publicClient.invitationPasskeyOptions({ body: { token, name } });
  return { passkey: await createPasskey(options) };
}
