import { useMutation } from "@tanstack/react-query";

import { publicClient } from "../../api/client.ts";
import { createPasskey } from "../../api/passkey-ceremony.ts";
import { dropFragmentToken } from "../mail-links/fragment-token.ts";
import type { Joined } from "../sign-in/welcome.tsx";

export type Invitation = Awaited<ReturnType<typeof publicClient.previewInvitation>>;

/** What somebody joins with; the ways that have no password need none typed. */
export type Way = Invitation["ways"][number];

interface Wish {
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
    mutationFn: async ({ way, name, password }: Wish): Promise<Joined> => {
      if (way === "google") return goToGoogle({ token, name });
      const chosen = await chosenWay(way, { token, name, password });
      return { ...(await publicClient.acceptInvitation({ body: { token, name, ...chosen } })), way };
    },
    onSuccess: (joined) => {
      onJoined(joined);
      dropFragmentToken();
    },
    onError: onRefused,
  });

/** They come back by another address: see `BackFromGoogle`. */
async function goToGoogle(body: { readonly token: string; readonly name: string }): Promise<never> {
  const { url } = await publicClient.beginGoogleJoin({ body });
  location.assign(url);
  // The page is on its way out.
  return new Promise(() => {});
}

async function chosenWay(
  way: Exclude<Way, "google">,
  { token, name, password }: Omit<Wish, "way"> & { readonly token: string },
) {
  if (way === "magic_link") return {};
  if (way === "password") return { password };
  const options = await publicClient.invitationPasskeyOptions({ body: { token, name } });
  return { passkey: await createPasskey(options) };
}
