import { isLocale, locales } from "@holdfast/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { isLoopback } from "./config.ts";
import { Problem } from "./kernel/problem.ts";
import { previewKinds, previewMail } from "./people/notices/index.ts";
import type { Inbox } from "./platform/mail/index.ts";

/** Mails bring their styles with them; scripts and everything fetched stay out. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What a developer's own machine shows beside the product: the mails that were sent, and every mail that there is. Only
 * to who asks for loopback by name: a page elsewhere could point its own name at us.
 */
export function serveDevPages(app: FastifyInstance, inbox: Inbox, publicUrl: string): void {
  app.get("/dev/inbox", async (request) => {
    assertLoopback(request);
    return { items: inbox.list() };
  });
  app.get("/dev/mails", async (request, reply) => {
    assertLoopback(request);
    return page(reply, mailIndex());
  });
  app.get<{ Params: { notice: string; whom: string; locale: string } }>(
    "/dev/mails/:notice/:whom/:locale",
    async (request, reply) => {
      assertLoopback(request);
      const { locale } = request.params;
      const mail = isLocale(locale) ? previewMail({ ...request.params, locale, publicUrl }) : null;
      if (mail === null) throw new Problem("route.not_found");
      return page(reply, mail.html);
    },
  );
}

function assertLoopback({ hostname }: FastifyRequest): void {
  if (!isLoopback(hostname.replace(/^\[|\]$/g, ""))) throw new Problem("route.not_found");
}

const page = (reply: FastifyReply, html: string): FastifyReply =>
  reply
    .type("text/html; charset=utf-8")
    .header("content-security-policy", policy)
    .header("cache-control", "no-store")
    .send(html);

/** Names of notices and languages are ours: nothing in here was typed by anybody. */
const mailIndex = (): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Mails</title></head>
<body style="margin:0 auto;max-width:60rem;padding:1rem;font:16px/1.5 system-ui,sans-serif">
<h1>Mails</h1>
<ul>
${previewKinds.map(({ notice, whom }) => `<li>${notice}, to ${whom}: ${locales.map((locale) => linkTo(notice, whom, locale)).join(" · ")}</li>`).join("\n")}
</ul>
</body>
</html>
`;

const linkTo = (notice: string, whom: string, locale: string): string =>
  `<a href="/dev/mails/${notice}/${whom}/${locale}">${locale}</a>`;
