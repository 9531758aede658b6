import type { PasskeyAssertion } from "@holdfast/contract";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";

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
  useEffect(() => {
    let isGone = false;
    // What cannot be suggested can still be asked for by the button.
    void firstSuggestion(() => isGone).then(
      (assertion) => assertion !== null && accept(assertion),
      () => null,
    );
    return () => {
      isGone = true;
      cancelSuggestion();
    };
  }, []);
  return signIn;
}

/** Options work for five minutes; somebody may look at the form for longer. */
const renewMs = 4 * 60_000;

/** What somebody picks from the suggestions; null when they go another way first. */
async function firstSuggestion(isGone: () => boolean): Promise<PasskeyAssertion | null> {
  if (!(await offersSuggestions())) return null;
  for (;;) {
    const options = await publicClient.passkeyOptions();
    if (isGone()) return null;
    const picked = await Promise.race([suggestPasskey(options), outOfDate()]);
    if (picked !== "out of date") return isGone() ? null : picked;
  }
}

const outOfDate = (): Promise<"out of date"> =>
  new Promise((resolve) => {
    setTimeout(() => resolve("out of date"), renewMs);
  });

const offersSuggestions = async (): Promise<boolean> =>
  "PublicKeyCredential" in globalThis && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
