import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Page } from "../../design/page.tsx";
import { Failure } from "../../design/states.tsx";
import { dropFragmentToken, useFragmentToken } from "./fragment-token.ts";

export interface LinkScreenProps<T> {
  readonly title: string;
  readonly lead: string;
  /** What the one button says, and whether it takes something away. */
  readonly press: string;
  readonly isDangerous?: boolean;
  readonly onPress: (token: string) => Promise<T>;
  /** What stands here without a link. */
  readonly without: ReactNode;
  /** What stands here once it is done. */
  readonly children: (answer: T) => ReactNode;
}

/**
 * Where a mailed link leads that does one thing. It waits for a press of the button, because mail scanners open links,
 * and the token works once.
 */
export function LinkScreen<T>({ title, lead, press, isDangerous, onPress, without, children }: LinkScreenProps<T>) {
  const token = useFragmentToken();
  const act = useMutation({ mutationFn: onPress, onSuccess: dropFragmentToken });

  if (act.isSuccess) return children(act.data);
  if (token === null) {
    return (
      <Page title={title} lead="Open this screen with the link in the mail that we sent you.">
        <p>{without}</p>
      </Page>
    );
  }
  return (
    <Page title={title} lead={lead}>
      {act.isError && <Failure error={act.error} />}
      <p>
        <Button
          variant="filled"
          {...(isDangerous === true && { color: "danger" })}
          loading={act.isPending}
          onClick={() => act.mutate(token)}
        >
          {press}
        </Button>
      </p>
    </Page>
  );
}
