import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";

import { CaptchaFault } from "../../api/captcha-fault.ts";
import { publicClient } from "../../api/client.ts";
import { isProblem } from "../../api/problem-text.ts";
import { Notice } from "../../design/notice.tsx";
import { Failure } from "../../design/states.tsx";
import { isMailAddress } from "../../form/field-faults.ts";
import { OperatorContact } from "../incident-guide/operator-contact.tsx";
import classes from "./captcha.module.css";
import type { Captcha } from "./use-captcha.ts";

export interface CaptchaCheckProps {
  readonly captcha: Captcha;
  /** What the form's request ended in. */
  readonly error: unknown;
  readonly email: string;
  readonly account?: string;
}

/** Stands before the buttons of a form that a CAPTCHA may be asked of: nothing, the work, or the way around it. */
export function CaptchaCheck({ captcha, error, email, account = "" }: CaptchaCheckProps) {
  const place = useRef<HTMLDivElement>(null);
  const cancel = () => {
    // The button goes away: whoever pressed it stays where they were, with the way around next.
    place.current?.focus();
    captcha.cancel();
  };
  const isStuck = error instanceof CaptchaFault || isProblem(error, "captcha.required");
  return (
    <>
      {/* Always there, because what is put into a page together with its text is often not read out. */}
      <div className={classes.work} role="status" tabIndex={-1} ref={place}>
        {captcha.isSolving && (
          <Notice tone="info" title="Checking that you are not a program …">
            Your browser does sums for some seconds, because of many attempts. There is nothing for you to solve.
          </Notice>
        )}
      </div>
      {captcha.isSolving && (
        <Button className={classes.cancel} onClick={cancel}>
          Cancel the check
        </Button>
      )}
      {isStuck && !captcha.isSolving && <WayAround captcha={captcha} email={email} account={account} />}
    </>
  );
}

interface WayAroundProps {
  readonly captcha: Captcha;
  readonly email: string;
  readonly account: string;
}

function WayAround({ captcha, email, account }: WayAroundProps) {
  const ask = useMutation({
    mutationFn: () =>
      publicClient.requestCaptchaMail({ body: { email, ...(account.trim() !== "" && { account: account.trim() }) } }),
  });
  if (captcha.action === "sign_up") {
    return (
      <p>
        Without the check, ask <OperatorContact otherwise="the operator of this deployment" /> for an account, or be
        invited into one.
      </p>
    );
  }
  if (ask.isSuccess) {
    return (
      <Notice tone="info" title="Look into your mail" live>
        If there is an account for <strong>{email}</strong>, a link is on its way to it. Open it, and go on there.
      </Notice>
    );
  }
  return (
    <div className={classes.around}>
      {ask.isError && <Failure error={ask.error} />}
      <p>Instead of the check, open a link that we mail you.</p>
      <Button size="xs" loading={ask.isPending} disabled={!isMailAddress(email)} onClick={() => ask.mutate()}>
        Mail me a link instead
      </Button>
    </div>
  );
}
