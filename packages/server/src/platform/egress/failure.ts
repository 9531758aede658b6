/** Why a request did not go out, or was not answered. Nothing here says what there is behind an address. */
export const egressRules = {
  notation: "not an address as it is usually written",
  scheme: "not encrypted, and https is needed",
  credentials: "names a user or a password",
  port: "a port that nothing is sent to",
  name: "a name that is not in public use",
  destination: "leads to no public address",
  unreachable: "nobody answered there",
  tls_version: "does not speak TLS 1.3",
  certificate: "the certificate is not valid for the name",
  too_slow: "did not answer in time",
  too_large: "answered more than is read",
  malformed: "answered with something that is not HTTP",
  redirected: "answered with another address, which is not followed",
} as const;

export type EgressRule = keyof typeof egressRules;

/**
 * A request that was refused or failed. The same rule, `destination`, for a name that does not exist and for one that
 * leads inside: whoever may choose the name must not find out what names there are.
 */
export class EgressFailure extends Error {
  readonly rule: EgressRule;

  constructor(rule: EgressRule, options?: ErrorOptions) {
    super(egressRules[rule], options);
    this.name = "EgressFailure";
    this.rule = rule;
  }
}
