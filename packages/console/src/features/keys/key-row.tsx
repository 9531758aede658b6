import type { KeyView } from "@holdfast/contract";
import { type ReactNode, useState } from "react";

import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Tag } from "../../design/tag.tsx";
import classes from "./key-row.module.css";
import { reachWords, stateWords } from "./key-words.ts";

export interface KeyRowProps {
  readonly apiKey: KeyView;
  /** Whose it is, where that is not plain. */
  readonly owner?: ReactNode;
  /** The buttons of the line. */
  readonly children?: ReactNode;
}

/** A key: what it is for, what it may do, whether anybody uses it, and from where it may come. */
export function KeyRow({ apiKey, owner, children }: KeyRowProps) {
  const { name, scopes, effective, expiresAt } = apiKey;
  const [now] = useState(Date.now);
  const state = stateWords(apiKey, now);
  return (
    <Row
      name={
        <>
          {name} {state !== null && <Tag tone={state.tone}>{state.words}</Tag>}
        </>
      }
      acts={children}
    >
      {owner !== undefined && owner !== false && <p>{owner}</p>}
      <ul className={classes.scopes} aria-label={`What ${name} may do`}>
        {scopes.map((scope) => (
          <li key={scope} data-idle={!effective.includes(scope)}>
            {scope}
          </li>
        ))}
      </ul>
      <RowNote>
        <Use apiKey={apiKey} />, {apiKey.state === "expired" ? "ended" : "ends"} <Moment time={expiresAt} />
      </RowNote>
      <RowNote>{reachWords(apiKey)}</RowNote>
    </Row>
  );
}

function Use({ apiKey: { lastUsedAt, lastAddress, uses } }: Pick<KeyRowProps, "apiKey">) {
  if (lastUsedAt === null) return "Never used";
  return (
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
  );
}
