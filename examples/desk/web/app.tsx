import { useCallback, useEffect, useState } from "react";

import type { Me } from "../src/api.ts";
import { call, Refused } from "./call.ts";
import { Ended, Unverified } from "./ended.tsx";
import { SignIn } from "./sign-in.tsx";
import { Workspace } from "./workspace.tsx";

type Standing = { readonly kind: "asking" | "out" | "ended" | "unverified" } | { readonly kind: "in"; readonly me: Me };

/** Who is there decides what is shown; the server decides who is there. */
export function App() {
  const [standing, setStanding] = useState<Standing>({ kind: "asking" });

  /** @returns whether somebody is signed in */
  const isIn = useCallback(
    () =>
      call<Me>("GET", "/api/me").then(
        (me) => {
          setStanding({ kind: "in", me });
          return true;
        },
        (error: unknown) => {
          setStanding((before) => standingAfter(before, error));
          return false;
        },
      ),
    [],
  );
  const ask = useCallback(() => void isIn(), [isIn]);
  useEffect(ask, [ask]);

  switch (standing.kind) {
    case "asking":
      return <p className="whole quiet">One moment …</p>;
    case "out":
      return <SignIn onSignedIn={ask} />;
    case "ended":
      return <Ended onAgain={() => setStanding({ kind: "out" })} />;
    case "unverified":
      return <Unverified onAgain={ask} />;
    case "in":
      return <Workspace me={standing.me} isStillIn={isIn} onSignedOut={() => setStanding({ kind: "out" })} />;
  }
}

/** Somebody who was in and is refused now has been put out; somebody who never was has to sign in. */
function standingAfter(before: Standing, error: unknown): Standing {
  if (!(error instanceof Refused) || error.status !== 401) return { kind: "unverified" };
  const wasIn = before.kind === "in" || before.kind === "unverified" || before.kind === "ended";
  return { kind: wasIn ? "ended" : "out" };
}
