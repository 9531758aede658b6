import { Type } from "typebox";

import { defineRoute } from "../route.ts";
import { Described, Empty, Exact, Nullable, Slug, Time } from "../schemas.ts";
import { SignInStep, Transport } from "./auth.ts";

export const Authorization = Exact({
  url: Described("Where the browser goes next. It comes back to `/google` of the console.", Type.String()),
});

/** What the browser brought back in the address, as it stood there. */
export const Returned = Described(
  "The query of the address that Google sent the browser back to.",
  Type.String({ minLength: 1, maxLength: 4096 }),
);

export const beginGoogleSignIn = defineRoute({
  id: "auth.google",
  method: "POST",
  path: "/v1/auth/google",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Begin a sign-in with Google; sets a cookie that binds it to this browser",
  body: Exact({ account: Slug }),
  response: { 200: Authorization },
  problems: ["google.unavailable", "request.cross_site"],
});

export const finishGoogleSignIn = defineRoute({
  id: "auth.finish_google",
  method: "POST",
  path: "/v1/auth/google/finish",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Sign in with what Google sent back; whoever has a second factor shows it next",
  body: Exact({ returned: Returned, transport: Type.Optional(Transport) }),
  response: { 200: SignInStep },
  problems: ["google.unavailable", "google.refused", "auth.failed", "request.cross_site"],
});

export const readGoogleLink = defineRoute({
  id: "me.read_google",
  method: "GET",
  path: "/v1/me/google",
  who: "user",
  right: null,
  rate: "read",
  summary: "The Google account that is linked",
  response: {
    200: Exact({
      offered: Described("Whether deployment and account offer sign-in with Google.", Type.Boolean()),
      linked: Nullable(Exact({ address: Type.String(), linkedAt: Time })),
    }),
  },
  problems: [],
});

export const beginGoogleLink = defineRoute({
  id: "me.link_google",
  method: "POST",
  path: "/v1/me/google",
  who: "recent",
  right: null,
  rate: "auth",
  summary: "Begin to link a Google account; asks for a second factor of whoever has one",
  response: { 200: Authorization },
  problems: ["google.unavailable", "google.address_unverified", "auth.factor_required"],
});

export const finishGoogleLink = defineRoute({
  id: "me.finish_google",
  method: "POST",
  path: "/v1/me/google/finish",
  who: "recent",
  right: null,
  rate: "auth",
  summary: "Link the Google account that vouched; every address is told",
  body: Exact({ returned: Returned }),
  response: { 200: Empty },
  problems: [
    "google.unavailable",
    "google.refused",
    "google.address_unverified",
    "google.taken",
    "auth.factor_required",
  ],
});

export const removeGoogleLink = defineRoute({
  id: "me.unlink_google",
  method: "DELETE",
  path: "/v1/me/google",
  who: "recent",
  right: null,
  rate: "write",
  summary: "Unlink the Google account",
  response: { 200: Empty },
  problems: ["google.not_linked"],
});
