import { deepestJson } from "../json-body.ts";
import { recentProofMs } from "../mount.ts";
import { largestBody } from "../server.ts";
import { html, type Html } from "./html.ts";
import type { ApiFacts } from "./openapi.ts";
import type { PageContent } from "./page.ts";

/** What holds for every operation, said once. */
export const conventionsPage = ({ serverUrl }: ApiFacts): PageContent => ({
  path: "/docs/conventions",
  title: "Conventions",
  lead: "What holds for every operation, said once.",
  body: html` ${topic(
    "requests",
    "Requests",
    html`<p>
        Everything lives under <code>${serverUrl}/v1</code>. Bodies are JSON (<code>Content-Type: application/json</code
        >), at most ${largestBody / 1024} KiB and ${deepestJson} levels deep. Fields that an operation does not know are
        refused, so a typing mistake is never silently a default. Answers may gain fields: ignore those you do not know.
      </p>
      <p>Each answer carries <code>X-Request-Id</code>. Problems repeat it, and the operator’s log has it too.</p>`,
  )}
  ${topic(
    "authentication",
    "Authentication",
    html`<p>
        <a href="/docs/auth#auth.sign_in">Sign in</a> and send the access token as <code>Authorization: Bearer …</code>.
        It is short-lived; <a href="/docs/auth#auth.refresh">exchange</a> the refresh token for new ones. Each refresh
        token works once: if an old one comes back, the session ends, because one of its two holders is not its owner.
      </p>
      <p>The account of a request is the one inside its token. No header, path or body can name another.</p>
      <p>
        The console asks for <code>"transport": "cookie"</code> and gets <code>__Host-</code> cookies that no script can
        read. Requests with cookies that change something must come from the console’s own origin.
      </p>`,
  )}
  ${topic(
    "step-up",
    "Recent proof",
    html`<p>
      Some operations ask for a proof of identity from the last ${recentProofMs / 60_000} minutes. Without one they
      answer <a href="/docs/problems#auth.recent_required"><code>auth.recent_required</code></a
      >, and some ask that it was a second factor (<a href="/docs/problems#auth.factor_required"
        ><code>auth.factor_required</code></a
      >). Give one with <code>POST /v1/me/proof</code>, then repeat the request.
    </p>`,
  )}
  ${topic(
    "ids",
    "Ids and times",
    html`<p>
        Ids are a prefix that names the kind and 26 characters that sort by creation: <code>acc_…</code> accounts,
        <code>usr_…</code> users, <code>ses_…</code> sessions, <code>evt_…</code> events, <code>rol_…</code> roles. An
        id of another account, a malformed id and an unknown id are answered alike.
      </p>
      <p>Times are RFC 3339 in UTC with milliseconds.</p>`,
  )}
  ${topic(
    "lists",
    "Lists",
    html`<p>
      Lists answer <code>{"items": […], "nextCursor": …}</code>. Where a list takes a <code>cursor</code>, send the
      <code>nextCursor</code> of the page before; it is null on the last page. <code>limit</code> is 1 to 200, 50 if
      absent.
    </p>`,
  )}
  ${topic(
    "idempotency",
    "Repeating a request safely",
    html`<p>
      Creating operations take an <code>Idempotency-Key</code> header: any 8 to 128 visible ASCII characters. The same
      key with the same body gets the first answer again; with another body it is refused as
      <a href="/docs/problems#request.conflict"><code>request.conflict</code></a
      >. A refused call frees its key. A call that failed on our side keeps it, since it may have taken effect: its
      repetition is refused as
      <a href="/docs/problems#request.outcome_unknown"><code>request.outcome_unknown</code></a> and never run. Keys are
      kept for a day.
    </p>`,
  )}
  ${topic(
    "rate-limits",
    "Rate limits",
    html`<p>
      Each operation belongs to a class: <code>auth</code> (strict: passwords, mails, sign-up), <code>write</code> or
      <code>read</code>. Answers say what is left in <code>RateLimit</code> and <code>RateLimit-Policy</code>. Past the
      limit the answer is <a href="/docs/problems#rate.limited"><code>rate.limited</code></a> with
      <code>Retry-After</code> in seconds.
    </p>`,
  )}
  ${topic(
    "problems",
    "Problems",
    html`<p>
      Every refusal is an RFC 9457 document of type <code>application/problem+json</code>. Branch on <code>code</code>:
      <a href="/docs/problems">codes</a> are permanent. When a check that must be made cannot be made, the answer is
      <a href="/docs/problems#service.unavailable"><code>service.unavailable</code></a
      >, never access.
    </p>`,
  )}`,
});

const topic = (id: string, title: string, body: Html): Html =>
  html`<section class="topic" id="${id}">
    <h2><a href="#${id}">${title}</a></h2>
    ${body}
  </section>`;
