import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { isProblem, needsSignIn } from "../api/problem-text.ts";

export interface SessionTurns {
  /** An answer shows that the session is over. */
  readonly onSignedOut: () => void;
  /** An answer shows that the session opens nothing but the setting up of a second factor. */
  readonly onEnrolmentDue: () => void;
}

/** The cache of what was read. */
export function createQueryClient({ onSignedOut, onEnrolmentDue }: SessionTurns): QueryClient {
  const tell = (error: unknown) => {
    if (needsSignIn(error)) onSignedOut();
    if (isProblem(error, "factor.enrolment_required")) onEnrolmentDue();
  };
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // Who one is, asked for the first time, is the router's question: it redirects by itself.
        if (query.queryKey[0] !== "me" || query.state.data !== undefined) tell(error);
      },
    }),
    mutationCache: new MutationCache({ onError: tell }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // A busy server is asked again by the client; here only a lost connection is worth another try.
        retry: (failures, error) => failures < 2 && isProblem(error, "client.unreachable"),
      },
    },
  });
}
