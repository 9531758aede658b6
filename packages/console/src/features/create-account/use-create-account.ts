import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";

import { publicClient } from "../../api/client.ts";
import { type Faults, type FieldOfCode, faultsIn } from "../../form/field-faults.ts";
import type { Captcha, CaptchaPart } from "../captcha/use-captcha.ts";
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

interface Intention {
  readonly draft: string;
  readonly key: string;
  /** Of the last request: a repetition under the same key must be the same request. */
  part: CaptchaPart;
}

/** Creates the account once per draft: a repeated press after a lost answer gets the first one's. */
export function useCreateAccount(captcha: Captcha, onFaults: (faults: Faults<DraftName>) => void) {
  const intention = useRef<Intention>({ draft: "", key: "", part: {} });
  return useMutation({
    mutationFn: (draft: Draft) => {
      const text = JSON.stringify(draft);
      if (intention.current.draft !== text) intention.current = { draft: text, key: crypto.randomUUID(), part: {} };
      const intended = intention.current;
      return captcha.pass((part) => {
        if (part.captcha !== undefined) intended.part = part;
        const body = { ...requestOf(draft), ...intended.part };
        return publicClient.createAccount({ body, idempotencyKey: intended.key });
      });
    },
    onError: (error) => onFaults(faultsIn(error, draftNames, { ofCode, words })),
  });
}
