import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { isProblem } from "../api/problem-text.ts";

/** Whether the person has to sign in. Renewing the session has been tried by then. */
export const needsSignIn = (error: unknown): boolean => isProblem(error, "auth.required", "session.expired");

/** The cache of what was read. `onSignedOut` is told when an answer shows that the session is over. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const tell = (error: unknown) => {
    if (needsSignIn(error)) onSignedOut();
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
