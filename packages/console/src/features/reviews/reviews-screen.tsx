import type { ReviewView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { ExactTime, Moment } from "../../design/moment.tsx";
import { Page } from "../../design/page.tsx";
import { PagesView } from "../../design/pages-view.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { PersonName } from "../names/person-name.tsx";
import { countWords } from "./review-words.ts";
import { reviewsQuery } from "./reviews-queries.ts";

/** The access reviews of the account: where the reminder by mail leads. */
export function ReviewsScreen() {
  const { rights } = useSuspenseQuery(meQuery).data;
  const reviews = useInfiniteQuery(reviewsQuery);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () => client.startReview(),
    onSuccess: async ({ id }) => {
      await navigate({ to: "/reviews/$id", params: { id } });
      await queryClient.invalidateQueries({ queryKey: ["reviews"] });
    },
  });
  // One is under way at a time, the newest; it is gone on with, not begun again.
  const mayStart = rights.includes("reviews:write") && reviews.data?.pages[0]?.items.every(isSigned) === true;
  return (
    <Page
      title="Access reviews"
      lead="Who has what here, looked at item by item: members, roles, sessions, API keys and invitations. Signed, a review is evidence."
      actions={
        mayStart && (
          <Button variant="filled" loading={start.isPending} onClick={() => start.mutate()}>
            Begin a review
          </Button>
        )
      }
    >
      {start.isError && <Failure error={start.error} />}
      <PagesView query={reviews} what="reviews">
        {(items) =>
          items.length === 0 ? (
            <Empty title="No review yet">
              A review takes a snapshot of what everybody has. You keep or remove each item, and sign.
            </Empty>
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label="Access reviews">
              {(review) => <ReviewRow review={review} />}
            </Rows>
          )
        }
      </PagesView>
    </Page>
  );
}

const isSigned = ({ signedAt }: ReviewView): boolean => signedAt !== null;

function ReviewRow({ review }: { readonly review: ReviewView }) {
  const { id, startedAt, startedBy, signedAt, signedBy, counts } = review;
  return (
    <Row
      name={
        <>
          <Link to="/reviews/$id" params={{ id }}>
            Review of <ExactTime time={startedAt} />
          </Link>{" "}
          {signedAt === null ? <Tag tone="warn">under way</Tag> : <Tag tone="good">signed</Tag>}
        </>
      }
    >
      <RowNote>{countWords(counts)}</RowNote>
      <RowNote>
        Begun by <PersonName id={startedBy} />
        {signedAt !== null && signedBy !== null && (
          <>
            , signed <Moment time={signedAt} /> by <PersonName id={signedBy} />
          </>
        )}
      </RowNote>
    </Row>
  );
}
