import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";

import { publicClient } from "../../api/client.ts";
import { suggestPasskey, askForPasskey } from "../../api/passkey-ceremony.ts";
import type { SignInFlow } from "./use-sign-in-flow.ts";

/** Signs in with a passkey and no user name, at the press of a button. */
export function usePasskeySignIn({ take }: SignInFlow) {
  const signIn = useMutation({
    mutationFn: async () => {
      const assertion = await askForPasskey(await publicClient.passkeyOptions());
      await take(await publicClient.signInWithPasskey({ body: { assertion, transport: "cookie" } }), { by: "passkey" });
    },
  });
  useSuggestions(take);
  return signIn;
}

/**
 * Lets the browser suggest passkeys in the e-mail field. Its options work for five minutes; afterwards the button remains.
 * A suggestion that is refused leaves the form as it is.
 */
function useSuggestions(take: SignInFlow["take"]): void {
  const accept = useEffectEvent(async (isGone: () => boolean) => {
    if (!(await offersSuggestions())) return;
    const options = await publicClient.passkeyOptions();
    if (isGone()) return;
    const assertion = await suggestPasskey(options);
    if (assertion === null) return;
    await take(await publicClient.signInWithPasskey({ body: { assertion, transport: "cookie" } }), { by: "passkey" });
  });
  useEffect(() => {
    let gone = false;
    void accept(() => gone).catch(() => null);
    return () => {
      gone = true;
    };
  }, []);
}

const offersSuggestions = async (): Promise<boolean> =>
  "PublicKeyCredential" in globalThis && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);
