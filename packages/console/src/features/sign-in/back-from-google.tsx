import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";

import { client, publicClient } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Page } from "../../design/page.tsx";
import { Failure, Loading } from "../../design/states.tsx";
import { isJoinReturn, takeGoogleReturn } from "./google-returned.ts";
import { PauseScreen } from "./pause-screen.tsx";
import { type SignInFlow, useSignInFlow } from "./use-sign-in-flow.ts";
import { type Joined, Welcome } from "./welcome.tsx";

/** Completes what began before Google: a sign-in, an accepted invitation, or, of somebody who is signed in, a link. */
export function BackFromGoogle() {
  const flow = useSignInFlow(undefined);
  const [joined, setJoined] = useState<Joined | null>(null);
  const finish = useFinish(flow, setJoined);
  const begin = useEffectEvent(() => {
    const returned = takeGoogleReturn();
    if (returned !== null) finish.mutate(returned);
  });
  useEffect(() => begin(), []);

  if (joined !== null) return <Welcome joined={joined} />;
  if (flow.pause !== null) return <PauseScreen pause={flow.pause} flow={flow} />;
  return (
    <Page title="Sign in with Google">
      {finish.isError ? <Failure error={finish.error} /> : <Loading what="what Google says" />}
      {finish.isError && (
        <p>
          <Link to="/home">Go on without Google</Link>
        </p>
      )}
    </Page>
  );
}

function useFinish({ take }: SignInFlow, onJoined: (joined: Joined) => void) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (returned: string) => {
      if (isJoinReturn(returned)) {
        return onJoined({ ...(await publicClient.finishGoogleJoin({ body: { returned } })), way: "google" });
      }
      const isSignedIn = await queryClient.ensureQueryData(meQuery).then(
        () => true,
        () => false,
      );
      if (!isSignedIn) {
        const body = { returned, transport: "cookie" } as const;
        return take(await publicClient.finishGoogleSignIn({ body }), { by: "google" });
      }
      await client.finishGoogleLink({ body: { returned } });
      notifications.show({ message: "Your Google account is linked." });
      return navigate({ to: "/profile/sign-in-methods" });
    },
  });
}
