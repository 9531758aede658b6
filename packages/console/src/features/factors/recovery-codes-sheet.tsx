import { Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload, IconPrinter } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";

import { meQuery } from "../../api/queries.ts";
import { saveAsFile, sheetText } from "./recovery-codes-text.ts";
import classes from "./recovery-codes-sheet.module.css";

/** New recovery codes, this once, with the three ways to keep them. Printed, the sheet stands alone on its page. */
export function RecoveryCodesSheet({ codes }: { readonly codes: readonly string[] }) {
  const { user, account } = useSuspenseQuery(meQuery).data;
  const text = sheetText(codes, { account: account.name, email: user.email });
  return (
    <div className={classes.stack}>
      <figure className={classes.sheet} aria-label="Your recovery codes">
        <figcaption className={classes.caption}>
          Recovery codes of {user.email} in {account.name}
        </figcaption>
        <ol className={classes.codes}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p className={classes.hint}>Each works once. Keep them where your phone is not.</p>
      </figure>
      <div className={classes.actions}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              leftSection={
                copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />
              }
              onClick={copy}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button leftSection={<IconPrinter size={16} aria-hidden="true" />} onClick={() => globalThis.print()}>
          Print
        </Button>
        <Button
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          onClick={() => saveAsFile(`recovery-codes-${account.slug}.txt`, text)}
        >
          Download
        </Button>
      </div>
    </div>
  );
}
