import { Type } from "typebox";

import { defineRoute } from "../route.ts";
import { Email, Empty, Exact, Nullable, RevocationCertificate, SecretToken, Time } from "../schemas.ts";

export const changeEmail = defineRoute({
  id: "me.change_email",
  method: "POST",
  path: "/v1/me/email",
  who: "recent",
  right: null,
  rate: "auth",
  summary: "Ask for another address: the old one is told, the new one gets a link; answers alike for one that is taken",
  body: Exact({ email: Email }),
  response: { 202: Empty },
  problems: ["auth.factor_required"],
});

export const readEmailChange = defineRoute({
  id: "me.read_email_change",
  method: "GET",
  path: "/v1/me/email",
  who: "user",
  right: null,
  rate: "read",
  summary: "The change of address that waits to be confirmed",
  response: {
    200: Exact({ pending: Nullable(Exact({ email: Type.String(), requestedAt: Time, expiresAt: Time })) }),
  },
  problems: [],
});

export const cancelEmailChange = defineRoute({
  id: "me.cancel_email_change",
  method: "DELETE",
  path: "/v1/me/email",
  who: "user",
  right: null,
  rate: "write",
  summary: "Keep the address; the link to the new one stops working",
  response: { 200: Empty },
  problems: [],
});

export const confirmEmailChange = defineRoute({
  id: "auth.confirm_email_change",
  method: "POST",
  path: "/v1/auth/confirm-email-change",
  who: "public",
  right: null,
  rate: "auth",
  summary:
    "Take the new address into use, with the token that was mailed there; the old one can undo it for seven days",
  body: Exact({ token: SecretToken }),
  response: { 200: Empty },
  problems: ["token.invalid"],
});

export const undoEmailChange = defineRoute({
  id: "auth.undo_email_change",
  method: "POST",
  path: "/v1/auth/undo-email-change",
  who: "public",
  right: null,
  rate: "auth",
  summary: "Give the old address back, with the token that was mailed there; ends every session, and the password",
  body: Exact({ token: SecretToken }),
  response: { 200: Exact({ sessionsEnded: Type.Integer(), certificate: RevocationCertificate }) },
  problems: ["token.invalid"],
});
