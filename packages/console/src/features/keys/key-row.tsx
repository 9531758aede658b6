import type { KeyView } from "@holdfast/contract";
import { type ReactNode, useState } from "react";

import { Moment } from "../../design/moment.tsx";
import { Tag } from "../../design/tag.tsx";
import classes from "./key-row.module.css";
import { stateWords } from "./key-words.ts";

export interface KeyRowProps {
  readonly apiKey: KeyView;
  /** Whose it is, where that is not plain. */
  readonly owner?: ReactNode;
  readonly children: ReactNode;
}

export function KeyRow({ apiKey, owner, children }: KeyRowProps) {
  const { name, scopes, effective, allowedAddresses, expiresAt, lastUsedAt, lastAddress, uses } = apiKey;
  const [now] = useState(Date.now);
  const state = stateWords(apiKey, now);
  return (
    <div className={classes.row}>
      <div className={classes.text}>
        <p className={classes.name}>
          {name} {state !== null && <Tag tone={state.tone}>{state.words}</Tag>}
        </p>
        {owner !== undefined && <p>{owner}</p>}
        <ul className={classes.scopes} aria-label={`What ${name} may do`}>
          {scopes.map((scope) => (
            <li key={scope} data-idle={!effective.includes(scope)}>
              {scope}
            </li>
          ))}
        </ul>
        <p className={classes.soft}>
          {lastUsedAt === null ? (
            "Never used"
          ) : (
            <>
              Used <Moment time={lastUsedAt} />
              {lastAddress !== null && (
                <>
                  {" from "}
                  <code>{lastAddress}</code>
                </>
              )}
              , {uses.toLocaleString("en")} {uses === 1 ? "request" : "requests"}
            </>
          )}
          {", ends "}
          <Moment time={expiresAt} />
          {allowedAddresses !== null && `, only from ${allowedAddresses.join(", ")}`}
        </p>
      </div>
      <div className={classes.acts}>{children}</div>
    </div>
  );
}
