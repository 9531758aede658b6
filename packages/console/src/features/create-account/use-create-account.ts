import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";

import { publicClient } from "../../api/client.ts";
import { type Faults, type FieldOfCode, faultsIn } from "../../form/field-faults.ts";
import { tellPasswordAt } from "../passwords/password-problems.ts";
import { type Draft, type DraftName, draftNames, requestOf } from "./draft.ts";

const ofCode: FieldOfCode<DraftName> = {
  "account.slug_taken": "slug",
  "region.unknown": "region",
  ...tellPasswordAt<DraftName>("owner/password"),
};

const words: Faults<DraftName> = {
  name: "A name without line breaks, of at most 120 characters.",
  "owner/name": "A name without line breaks, of at most 120 characters.",
  "owner/email": "The server does not take this for an e-mail address.",
};

/** Creates the account once per draft: a repeated press after a lost answer gets the first one's. */
export function useCreateAccount(onFaults: (faults: Faults<DraftName>) => void) {
  const intention = useRef({ draft: "", key: "" });
  return useMutation({
    mutationFn: (draft: Draft) => {
      const text = JSON.stringify(draft);
      if (intention.current.draft !== text) intention.current = { draft: text, key: crypto.randomUUID() };
      return publicClient.createAccount({ body: requestOf(draft), idempotencyKey: intention.current.key });
    },
    onError: (error) => onFaults(faultsIn(error, draftNames, { ofCode, words })),
  });
}
