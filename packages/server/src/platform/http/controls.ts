import { type Clock, minutes, seconds } from "../../kernel/clock.ts";
import type { Control } from "../../kernel/control.ts";
import { probeHeaders } from "./probes/headers.ts";
import type { Listener } from "./probes/listener.ts";
import { probeProblems } from "./probes/problems.ts";
import { probeTls } from "./probes/tls.ts";

const rhythm = { everyMs: minutes(5), timeoutMs: seconds(25) };

/** What anybody on the network sees of us, by asking our own listener. Of TLS only where we end it ourselves. */
export function listenerControls(listener: Listener, clock: Clock): Control[] {
  const { certificate } = listener;
  const always: Control[] = [
    {
      name: "http.headers",
      title: "Every answer carries the security headers: HSTS for a year, nosniff, no framing, a strict CSP",
      claims: ["C-037", "C-256"],
      ...rhythm,
      probe: () => probeHeaders(listener),
    },
    {
      name: "http.problems",
      title: "Refusals say nothing of keys, stack traces, queries or the system",
      claims: ["C-257", "C-258", "C-259", "C-260"],
      ...rhythm,
      probe: () => probeProblems(listener),
    },
  ];
  if (certificate === null) return always;
  const tls: Control = {
    name: "http.tls",
    title: "The listener speaks TLS 1.3 under its configured certificate, and nothing else",
    claims: ["C-032", "C-033", "C-034", "C-035", "C-036", "C-262"],
    ...rhythm,
    probe: () => probeTls({ ...listener, certificate }, clock()),
  };
  return [...always, tls];
}
