import type { PasskeyView } from "@holdfast/contract";
import { useMutation } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { forgetPasskey } from "../../api/passkey-ceremony.ts";
import { useRefreshFactors } from "./use-set-up.ts";

export function useRenamePasskey(onRenamed: () => void, onRefused: (error: unknown) => void) {
  const refresh = useRefreshFactors();
  return useMutation({
    mutationFn: ({ id, name }: Pick<PasskeyView, "id" | "name">) =>
      client.renamePasskey({ params: { id }, body: { name } }),
    onSuccess: () => {
      onRenamed();
      return refresh();
    },
    onError: onRefused,
  });
}

export function useRemovePasskey(onRemoved: () => void) {
  const refresh = useRefreshFactors();
  return useMutation({
    mutationFn: ({ id }: PasskeyView) => client.removePasskey({ params: { id } }),
    onSuccess: (_, { credentialId }) => {
      onRemoved();
      forgetPasskey(credentialId);
      return refresh();
    },
  });
}

export function useRemoveTotp(onRemoved: () => void) {
  const refresh = useRefreshFactors();
  return useMutation({
    mutationFn: () => client.removeTotp(),
    onSuccess: () => {
      onRemoved();
      return refresh();
    },
  });
}
