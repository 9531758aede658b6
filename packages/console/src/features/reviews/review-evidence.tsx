import type { ReviewView } from "@holdfast/contract";
import { Link } from "@tanstack/react-router";

import { Facts } from "../../design/facts.tsx";
import { Ident } from "../../design/ident.tsx";
import { ExactTime } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { Section } from "../../design/section.tsx";
import { Stack } from "../../design/stack.tsx";
import { PersonName } from "../names/person-name.tsx";
import { countWords } from "./review-words.ts";

/** A signed review: who, when, what came of it, and the digest that the log proves it by. */
export function ReviewEvidence({ review }: { readonly review: ReviewView }) {
  const { startedAt, startedBy, signedAt, signedBy, digest, counts } = review;
  if (signedAt === null || signedBy === null || digest === null) return null;
  return (
    <Section title="Evidence" note="A signed review does not change any more.">
      <Stack>
        <Notice tone="good" title="Signed">
          The digest below stands in the{" "}
          <Link to="/audit" search={{ event: "review.signed" }}>
            audit log
          </Link>
          , too. Whoever holds both can tell whether an item was changed later.
        </Notice>
        <Facts
          facts={[
            { label: "Signed by", value: <PersonName id={signedBy} begins /> },
            { label: "Signed", value: <ExactTime time={signedAt} /> },
            { label: "Begun by", value: <PersonName id={startedBy} begins /> },
            { label: "As things were", value: <ExactTime time={startedAt} /> },
            { label: "What came of it", value: countWords(counts) },
            { label: "Digest, SHA-256", value: <Ident value={digest} what="the digest" /> },
          ]}
        />
      </Stack>
    </Section>
  );
}
