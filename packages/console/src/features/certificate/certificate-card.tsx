import type { RevocationCertificate } from "@holdfast/contract";

import { Facts } from "../../design/facts.tsx";
import { Ident } from "../../design/ident.tsx";
import { Mark } from "../../design/mark.tsx";
import { FineTime } from "../../design/moment.tsx";
import { saySpan } from "../../design/time-text.ts";
import classes from "./certificate.module.css";
import { Guilloche } from "./guilloche.tsx";

export interface CertificateCardProps {
  readonly certificate: RevocationCertificate;
  /** What ended, in words: "Firefox on Linux". */
  readonly of: string;
}

/** The proof that a revocation took effect, as a document that one may keep. */
export function CertificateCard({ certificate, of }: CertificateCardProps) {
  const { seq, subject, revokedAt, confirmedAt, milliseconds, nodes } = certificate;
  return (
    <figure className={classes.card} aria-label={`Certificate of revocation number ${seq}`}>
      <Guilloche />
      <div className={classes.head}>
        <span className={classes.seal}>
          <Mark size={34} />
        </span>
        <div>
          <p className={classes.kind}>Certificate of revocation</p>
          <p className={classes.number}>No. {seq.toLocaleString("en")}</p>
        </div>
      </div>
      <p className={classes.statement}>
        {of} <span className={classes.verb}>{verb[certificate.kind]}</span>
      </p>
      <p className={classes.span}>
        <strong>{saySpan(milliseconds)}</strong> from the decision until no node accepted it any more
      </p>
      <NodeLine {...nodes} />
      <Facts
        facts={[
          { label: "Revoked", value: <FineTime time={revokedAt} /> },
          { label: "Confirmed", value: <FineTime time={confirmedAt} /> },
          { label: "Subject", value: <Ident value={subject} what="the subject's id" /> },
        ]}
      />
    </figure>
  );
}

const verb = {
  session: "is refused everywhere.",
  key: "is refused everywhere.",
  user: "has no live session left anywhere.",
  account: "is refused everywhere.",
} as const;

/** One dot per node, up to a screen's worth, and the same in words. */
function NodeLine({ acknowledged, expired }: RevocationCertificate["nodes"]) {
  const dots = [
    ...Array.from({ length: Math.min(acknowledged, 40) }, () => "acknowledged" as const),
    ...Array.from({ length: Math.min(expired, 40) }, () => "expired" as const),
  ];
  return (
    <div className={classes.nodes}>
      <span className={classes.dots} aria-hidden="true">
        {dots.map((state, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- the dots are alike
          <span key={i} className={classes.dot} data-state={state} />
        ))}
      </span>
      <span>
        {acknowledged === 1 ? "1 node has" : `${acknowledged} nodes have`} applied it
        {expired > 0 && `, ${expired} had lost the right to trust its memory`}
      </span>
    </div>
  );
}
