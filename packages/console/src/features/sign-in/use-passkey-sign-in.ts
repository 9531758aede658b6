import type { PasskeyAssertion } from "@holdfast/contract";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useRef } from "react";

import { publicClient } from "../../api/client.ts";
import { askForPasskey, cancelSuggestion, suggestPasskey } from "../../api/passkey-ceremony.ts";
import type { SignInFlow } from "./use-sign-in-flow.ts";

/** Signs in with a passkey and no user name: at the press of a button, or as the browser suggests one in a field. */
export function usePasskeySignIn({ take }: SignInFlow) {
  const signIn = useMutation({
    mutationFn: async (suggested: PasskeyAssertion | null) => {
      const assertion = suggested ?? (await askForPasskey(await publicClient.passkeyOptions()));
      await take(await publicClient.signInWithPasskey({ body: { assertion, transport: "cookie" } }), { by: "passkey" });
    },
  });
  const accept = useEffectEvent((assertion: PasskeyAssertion) => signIn.mutate(assertion));
  const isElsewhere = useRef(false);
  // A browser asks for one passkey at a time: a suggestion that began later would take another question off the screen.
  const goElsewhere = useCallback(() => {
    isElsewhere.current = true;
    cancelSuggestion();
  }, []);
  useEffect(() => {
    isElsewhere.current = false;
    // What cannot be suggested can still be asked for by the button.
    void firstSuggestion(() => isElsewhere.current).then(
      (assertion) => assertion !== null && accept(assertion),
      () => null,
    );
    return goElsewhere;
  }, [goElsewhere]);
  const ask = () => {
    goElsewhere();
    signIn.mutate(null);
  };
  return { ...signIn, ask };
}

/** Options work for five minutes; somebody may look at the form for longer. */
const renewMs = 4 * 60_000;

/** What somebody picks from the suggestions; null when they go another way first. */
async function firstSuggestion(isElsewhere: () => boolean): Promise<PasskeyAssertion | null> {
  if (!(await offersSuggestions())) return null;
  for (;;) {
    const options = await publicClient.passkeyOptions();
    if (isElsewhere()) return null;
    const picked = await Promise.race([suggestPasskey(options), outOfDate()]);
    if (picked !== "out of date") return isElsewhere() ? null : picked;
  }
}

const outOfDate = (): Promise<"out of date"> =>
  new Promise((resolve) => {
    setTimeout(() => resolve("out of date"), renewMs);
  });

const offersSuggestions = async (): Promise<boolean> =>
  "PublicKeyCredential" in globalThis && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
