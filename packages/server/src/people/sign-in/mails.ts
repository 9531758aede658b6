import type { OutboxWork } from "../../tenancy/outbox/index.ts";

type MailWork = Extract<OutboxWork, { kind: "mail" }>;

interface MailFacts {
  readonly to: string;
  readonly name: string;
  readonly account: string;
}

/**
 * Tokens travel in the fragment of a link: browsers do not send it, so it stands in no server's log and no Referer.
 */
const link = (publicUrl: string, path: string, token: string): string => `${publicUrl}${path}#token=${token}`;

export const verifyEmailMail = (facts: MailFacts, publicUrl: string, token: string): MailWork => ({
  kind: "mail",
  to: facts.to,
  subject: `Confirm your address for ${facts.account}`,
  text: `Hello ${facts.name},

somebody, most likely you, registered this address with ${facts.account}.
Open this link within 24 hours to confirm it:

${link(publicUrl, "/verify", token)}

If it was not you, do nothing: without the confirmation nobody can sign in with it.
`,
});

export const resetPasswordMail = (facts: MailFacts, publicUrl: string, token: string): MailWork => ({
  kind: "mail",
  to: facts.to,
  subject: `Set a new password for ${facts.account}`,
  text: `Hello ${facts.name},

somebody asked to set a new password for your user in ${facts.account}.
If it was you, open this link within 30 minutes; it works once and ends all your sessions:

${link(publicUrl, "/reset", token)}

If it was not you, do nothing: your password stays as it is.
`,
});

export const welcomeMail = (facts: MailFacts, publicUrl: string, token: string): MailWork => ({
  kind: "mail",
  to: facts.to,
  subject: `${facts.account} is ready: choose your password`,
  text: `Hello ${facts.name},

the account ${facts.account} was made for you.
Open this link within 30 minutes to choose your password; it works once:

${link(publicUrl, "/reset", token)}

If it does not work any more, ask for a new one here:

${publicUrl}/forgot
`,
});

export const passwordChangedMail = (facts: MailFacts, publicUrl: string, when: number): MailWork => ({
  kind: "mail",
  to: facts.to,
  subject: `Your password for ${facts.account} was changed`,
  text: `Hello ${facts.name},

the password of your user in ${facts.account} was changed on ${new Date(when).toUTCString()}.

If it was not you, set a new password now, which ends every session:

${publicUrl}/forgot
`,
});
