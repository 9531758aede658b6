import type { AccountView } from "@holdfast/contract";

import classes from "./shell.module.css";

/** Whose boundary one is in, and where it lies. */
export function AccountBadge({ account }: { readonly account: AccountView }) {
  return (
    <div className={classes.account}>
      <p className={classes.accountName}>{account.name}</p>
      <p className={classes.accountPlace}>
        {account.slug} · {account.region} · {account.placement}
      </p>
    </div>
  );
}
