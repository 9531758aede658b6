import type { ReviewItemView, ReviewView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";
import { Stack } from "../../design/stack.tsx";
import { countOpen } from "./review-words.ts";
import classes from "./reviews.module.css";

export interface ReviewProgressProps {
  readonly review: ReviewView;
  readonly items: readonly ReviewItemView[];
}

/** How far the review is, and the two ways to end it. */
export function ReviewProgress({ review: { id }, items }: ReviewProgressProps) {
  const { user, rights } = useSuspenseQuery(meQuery).data;
  const decided = items.filter(({ outcome }) => outcome !== null).length;
  const open = countOpen(items, user.id);
  const own = items.length - decided - open;
  return (
    <Section title="Progress" note="When nothing waits for you any more, you sign. From then on nothing changes in it.">
      <Stack gap="small">
        <progress className={classes.bar} value={decided} max={items.length} aria-label="Decided" />
        <p role="status">
          {decided} of {items.length} decided, {open} left for you
          {own > 0 && `, ${own} of your own left for somebody else`}
        </p>
        {rights.includes("reviews:write") && <Ends id={id} isDecided={open === 0} />}
      </Stack>
    </Section>
  );
}

function Ends({ id, isDecided }: { readonly id: string; readonly isDecided: boolean }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["reviews"] });
  const sign = useMutation({ mutationFn: () => client.signReview({ params: { id } }), onSuccess: refresh });
  const abandon = useMutation({
    mutationFn: () => client.abandonReview({ params: { id } }),
    onSuccess: async () => {
      await navigate({ to: "/reviews" });
      queryClient.removeQueries({ queryKey: ["reviews", id] });
      await refresh();
    },
  });
  const error = sign.error ?? abandon.error;
  return (
    <>
      {error !== null && <Failure error={error} />}
      <div className={classes.acts}>
        <Button variant="filled" disabled={!isDecided} loading={sign.isPending} onClick={() => sign.mutate()}>
          Sign the review
        </Button>
        <Button loading={abandon.isPending} onClick={() => abandon.mutate()}>
          Give it up
        </Button>
      </div>
    </>
  );
}
