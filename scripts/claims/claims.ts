import document from "../../docs/claims.json" with { type: "json" };

export type Claim = (typeof document.claims)[number];

/** What four companies promise on their public security pages, and the numbers in which they differ. */
export type ClaimDocument = typeof document;
export const claimDocument: ClaimDocument = document;

/** Who can keep a claim: running software, a deployment, people, or a sentence on the trust page. */
export const claimKinds = ["software", "deployment", "process", "text"] as const;
