import type { SessionView } from "@holdfast/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { useLeave } from "../sign-in/use-sign-out.ts";
import { deviceWords } from "../../design/whereabouts.ts";

type OnIssued = (issued: Issued | null) => void;

/** Ends one session. Ending the present one is signing out. */
export function useEndSession(onIssued: OnIssued) {
  const queryClient = useQueryClient();
  const leave = useLeave();
  return useMutation({
    mutationFn: ({ id }: SessionView) => client.revokeSession({ params: { id } }),
    onSuccess: (certificate, { current, device }) => {
      const issued = { certificate, of: `The session of ${deviceWords(device)}` };
      if (current) return leave(issued);
      onIssued(issued);
      return queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
}

export function useEndOthers(onIssued: OnIssued) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => client.revokeSessions({ query: { keep: "current" } }),
    onSuccess: ({ certificate }) => {
      onIssued(certificate === null ? null : { certificate, of: "Every other session of yours" });
      return queryClient.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
}

export function useEndEverywhere() {
  const leave = useLeave();
  return useMutation({
    mutationFn: () => client.revokeSessions({ query: {} }),
    onSuccess: ({ certificate }) => leave(certificate === null ? null : { certificate, of: "Your user" }),
  });
}
