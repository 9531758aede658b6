import type { FactorStep, SignInStep } from "@holdfast/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";

import { goOn } from "./next-path.ts";

/** Where a sign-in stands that is neither refused nor complete. */
export type Pause =
  | { readonly step: "mailed"; readonly title: string; readonly address: string | null }
  | { readonly step: "factor"; readonly factor: FactorStep; readonly by: FirstProof };

/** What was shown first. Only a password leads to a recovery. */
export type FirstProof = "password" | "passkey" | "magic_link" | "google";

export interface SignInFlow {
  readonly pause: Pause | null;
  /** Takes what a way to sign in answered: goes on, or pauses for what is missing. */
  readonly take: (answer: SignInStep, from: { by: FirstProof; address?: string }) => Promise<void>;
  readonly restart: () => void;
}

/** Why a mail is on its way. */
const mailTitles: Readonly<Record<string, string>> = {
  verify_email: "Confirm your address first",
  confirm: "Confirm that it is you",
};

export function useSignInFlow(next: string | undefined): SignInFlow {
  const [pause, setPause] = useState<Pause | null>(null);
  const router = useRouter();
  const queryClient = useQueryClient();
  return {
    pause,
    restart: () => setPause(null),
    take: async (answer, { by, address }) => {
      if (answer.step === "factor") return setPause({ step: "factor", factor: answer, by });
      if (answer.step !== "done" && answer.step !== "enrol") {
        return setPause({
          step: "mailed",
          title: mailTitles[answer.step] ?? "Look into your mail",
          address: address ?? null,
        });
      }
      queryClient.clear();
      if (answer.step === "done") return goOn(router, next);
      return router.navigate({ to: "/enrol", search: next === undefined ? {} : { next } });
    },
  };
}
