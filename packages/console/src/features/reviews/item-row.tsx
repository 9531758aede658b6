import type { ReviewItemView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { PersonName } from "../names/person-name.tsx";
import { itemWords, removalWords, removedWords } from "./review-words.ts";
import { reviewItemsQuery } from "./reviews-queries.ts";

export interface ItemRowProps {
  readonly review: string;
  readonly item: ReviewItemView;
  /** Whose it is, for those who hear the buttons and do not see under which name they stand. */
  readonly holder: string;
  /** What the thing itself is called, where that is known. */
  readonly subject: string | null;
  readonly mayDecide: boolean;
  readonly onIssued: (issued: Issued) => void;
}

/** One thing that somebody has, with a press to keep it and a press to take it away. */
export function ItemRow({ review, item, holder, subject, mayDecide, onIssued }: ItemRowProps) {
  const decide = useDecision(review, item, (certificate) => onIssued({ certificate, of: removedWords(item, holder) }));
  const { kind, since, lastUsedAt, outcome, decidedBy, decidedAt } = item;
  const words = itemWords(item, subject);
  const isOver = outcome === "removed" || outcome === "gone";
  return (
    <>
      {decide.isError && <Failure error={decide.error} />}
      <Row
        name={
          <>
            {words} <OutcomeTag outcome={outcome} />
          </>
        }
        acts={
          mayDecide &&
          !isOver && (
            <>
              <Button
                size="xs"
                aria-label={`Keep: ${words}, ${holder}`}
                aria-pressed={outcome === "kept"}
                variant={outcome === "kept" ? "filled" : "default"}
                loading={decide.isPending && decide.variables === "keep"}
                onClick={() => decide.mutate("keep")}
              >
                Keep
              </Button>
              <Button
                size="xs"
                color="danger"
                aria-label={`Remove: ${words}, ${holder}`}
                title={`At once: ${removalWords[kind]}`}
                loading={decide.isPending && decide.variables === "remove"}
                onClick={() => decide.mutate("remove")}
              >
                Remove
              </Button>
            </>
          )
        }
      >
        <RowNote>
          Since <Moment time={since} />
          {lastUsedAt !== null && (
            <>
              , last used <Moment time={lastUsedAt} />
            </>
          )}
        </RowNote>
        {decidedBy !== null && decidedAt !== null && (
          <RowNote>
            Decided <Moment time={decidedAt} /> by <PersonName id={decidedBy} />
          </RowNote>
        )}
      </Row>
    </>
  );
}

function OutcomeTag({ outcome }: Pick<ReviewItemView, "outcome">) {
  if (outcome === null) return null;
  if (outcome === "kept") return <Tag tone="good">kept</Tag>;
  return outcome === "removed" ? <Tag tone="danger">removed</Tag> : <Tag>was gone already</Tag>;
}

type Certificate = Issued["certificate"];

/** Decides about one item, and puts the answer in its place without fetching all the others again. */
function useDecision(review: string, { item }: ReviewItemView, onCertificate: (certificate: Certificate) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (decision: "keep" | "remove") =>
      client.decideReviewItem({ params: { id: review }, body: { item, decision } }),
    onSuccess: async ({ item: decided, certificate }) => {
      queryClient.setQueryData(reviewItemsQuery(review).queryKey, (items) =>
        items?.map((one) => (one.item === decided.item ? decided : one)),
      );
      if (certificate !== null) onCertificate(certificate);
      await queryClient.invalidateQueries({ queryKey: ["reviews"], exact: true });
      await queryClient.invalidateQueries({ queryKey: ["reviews", review], exact: true });
    },
  });
}
