import type { ReviewItemView, ReviewView } from "@holdfast/contract";
import { Button, SegmentedControl } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { meQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { ItemRow } from "./item-row.tsx";
import { ReviewEvidence } from "./review-evidence.tsx";
import { ReviewProgress } from "./review-progress.tsx";
import { type Holder, holdersOf } from "./review-words.ts";
import { useSubjectNames } from "./use-subject-names.ts";
import { reviewItemsQuery, reviewQuery } from "./reviews-queries.ts";

/** One review: what everybody has, by person, until it is signed; then what it proves. */
export function ReviewScreen() {
  const { id } = useParams({ from: "/account/reviews/$id" });
  const review = useQuery(reviewQuery(id));
  const items = useQuery(reviewItemsQuery(id));
  return (
    <Page
      title="Access review"
      lead="Who had what when it was begun: what is kept is still needed, what is removed ended at once, everywhere."
      actions={
        <Button component={Link} to="/reviews">
          All reviews
        </Button>
      }
    >
      <QueryView query={review} what="the review">
        {(view) => (
          <QueryView query={items} what="its items">
            {(held) => <Review review={view} items={held} />}
          </QueryView>
        )}
      </QueryView>
    </Page>
  );
}

const views = [
  { value: "all", label: "All" },
  { value: "open", label: "Not decided" },
] as const;

/** As many people as one looks at before asking for more. */
const step = 25;

function Review({ review, items }: { readonly review: ReviewView; readonly items: readonly ReviewItemView[] }) {
  const [only, setOnly] = useState<"all" | "open">("all");
  const [most, setMost] = useState(step);
  const [issued, setIssued] = useState<Issued | null>(null);
  const shown = holdersOf(only === "all" ? items : items.filter(({ outcome }) => outcome === null));
  return (
    <>
      {review.signedAt === null ? <ReviewProgress review={review} items={items} /> : <ReviewEvidence review={review} />}
      <div>
        <SegmentedControl
          aria-label="Which items"
          data={[...views]}
          value={only}
          onChange={(value) => setOnly(value === "open" ? "open" : "all")}
        />
      </div>
      {shown.length === 0 && <Empty title="Everything is decided" />}
      {shown.slice(0, most).map((holder) => (
        <HolderSection key={holder.user} holder={holder} review={review} onIssued={setIssued} />
      ))}
      {shown.length > most && <Button onClick={() => setMost(most + step)}>Show more people</Button>}
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </>
  );
}

interface HolderSectionProps {
  readonly holder: Holder;
  readonly review: ReviewView;
  readonly onIssued: (issued: Issued) => void;
}

function HolderSection({ holder, review, onIssued }: HolderSectionProps) {
  const { user, name, items } = holder;
  const nameOf = useSubjectNames(holder);
  const { user: reader, rights } = useSuspenseQuery(meQuery).data;
  const isOwn = user === reader.id;
  const mayDecide = review.signedAt === null && !isOwn && rights.includes("reviews:write");
  return (
    <Section
      title={isOwn ? `${name} (you)` : name}
      {...(isOwn &&
        review.signedAt === null && {
          note: "Somebody else decides about what is yours, where there is somebody who may.",
        })}
    >
      <Rows items={items} keyOf={({ item }) => String(item)} label={`Items: ${name}`}>
        {(item) => (
          <ItemRow
            review={review.id}
            item={item}
            holder={name}
            subject={nameOf(item.subject)}
            mayDecide={mayDecide}
            onIssued={onIssued}
          />
        )}
      </Rows>
    </Section>
  );
}
