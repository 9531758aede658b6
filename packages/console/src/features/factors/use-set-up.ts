import type { PasskeyView } from "@holdfast/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { createPasskey } from "../../api/passkey-ceremony.ts";

/** What an authenticator app is told, this once. */
export interface BegunTotp {
  readonly secret: string;
  readonly uri: string;
}

/** Makes a passkey on a device of this person, and registers it. */
export function useAddPasskey(onAdded: (passkey: PasskeyView) => void) {
  const refresh = useRefreshFactors();
  return useMutation({
    mutationFn: async () => {
      const passkey = await createPasskey(await client.passkeyRegistrationOptions());
      return client.registerPasskey({ body: { passkey } });
    },
    onSuccess: (passkey) => {
      onAdded(passkey);
      return refresh();
    },
    // A lost answer may hide a passkey that was registered: the list tells.
    onError: () => refresh(),
  });
}

export const useBeginTotp = (onBegun: (begun: BegunTotp) => void) =>
  useMutation({ mutationFn: () => client.beginTotp(), onSuccess: onBegun });

export function useConfirmTotp(onConfirmed: () => void) {
  const refresh = useRefreshFactors();
  return useMutation({
    mutationFn: (code: string) => client.confirmTotp({ body: { code } }),
    onSuccess: () => {
      onConfirmed();
      return refresh();
    },
  });
}

/** Makes recovery codes. If the answer is lost, so are the codes: the next press makes others in their place. */
export function useMakeCodes() {
  const refresh = useRefreshFactors();
  return useMutation({ mutationFn: () => client.replaceRecoveryCodes(), onSuccess: refresh });
}

export function useRefreshFactors(): () => Promise<void> {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: ["factors"] });
}
