import { minutes, seconds } from "../../kernel/clock.ts";
import { type Control, listed, type Measurement } from "../../kernel/control.ts";
import type { Egress } from "./egress.ts";
import { EgressFailure } from "./failure.ts";

/** Addresses that nothing may be sent to, by what is wrong with them. None is contacted: checking sends nothing. */
const closed: Readonly<Record<string, string>> = {
  "without TLS": "http://1.1.1.1/",
  private: "https://10.0.0.1/",
  "link local": "https://169.254.169.254/latest/meta-data/",
  "carrier grade": "https://100.100.100.200/",
  "IPv4 in IPv6": "https://[::ffff:10.0.0.1]/",
  translated: "https://[64:ff9b::a00:1]/",
  "unique local": "https://[fd00:ec2::254]/",
  "a number": "https://167772161/",
  octal: "https://012.0.0.1/",
  "with a user": "https://user@1.1.1.1/",
  "another port": "https://1.1.1.1:6379/",
  "a name inside": "https://metadata.google.internal/",
};
const open = "https://1.1.1.1/";

/** Whether the way out is closed to addresses inside: by asking it. */
export const egressControls = (egress: Egress): Control[] => [
  {
    name: "egress.guard",
    title: "Webhooks and streams are sent over TLS, and to no address inside",
    claims: ["C-036", "C-255"],
    everyMs: minutes(10),
    timeoutMs: seconds(25),
    probe: () => probeGuard(egress),
  },
];

async function probeGuard(egress: Egress): Promise<Measurement> {
  const passed: string[] = [];
  for (const [what, url] of Object.entries(closed)) if (await passes(egress, url)) passed.push(what);
  const opens = await passes(egress, open);
  return {
    ok: passed.length === 0 && opens,
    evidence: { tried: Object.keys(closed).length, passed: listed(passed), publicAddressOpen: opens ? "yes" : "no" },
  };
}

async function passes(egress: Egress, url: string): Promise<boolean> {
  try {
    await egress.check(url, "https");
    return true;
  } catch (error) {
    if (error instanceof EgressFailure) return false;
    throw error;
  }
}
