import { Problem } from "../../kernel/problem.ts";
import { type Egress, EgressFailure } from "../../platform/egress/index.ts";

/** Before an address is kept: what could not be sent to at all is said at once. @throws Problem of the code given */
export async function assertReachable(
  egress: Pick<Egress, "check">,
  { url, scheme }: { readonly url: string; readonly scheme: "https" | "syslog+tls" },
  code: "webhook.url_refused" | "audit_stream.url_refused",
): Promise<void> {
  try {
    await egress.check(url, scheme);
  } catch (error) {
    if (!(error instanceof EgressFailure)) throw error;
    throw new Problem(code, { detail: `The address is refused: ${error.message}.` });
  }
}
