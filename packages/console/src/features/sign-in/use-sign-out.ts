import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { client } from "../../api/client.ts";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { keepFarewell } from "./farewell.ts";

/** Ends the session of this page and shows its certificate. */
export function useSignOut() {
  const leave = useLeave();
  return useMutation({
    mutationFn: () => client.signOut(),
    onSuccess: (certificate) => leave({ certificate, of: "The session of this browser" }),
  });
}

/** Goes to the signed-out screen with the last certificate; what was read under the session is forgotten. */
export function useLeave(): (last: Issued | null) => Promise<void> {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return async (last) => {
    keepFarewell(last);
    await navigate({ to: "/signed-out" });
    queryClient.clear();
  };
}
