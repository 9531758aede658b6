import type { SupportGrantView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { Ident } from "../../design/ident.tsx";
import { ExactTime, Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import type { Issued } from "../certificate/certificate-dialog.tsx";
import { PersonName } from "../names/person-name.tsx";
import classes from "./grant-row.module.css";
import { grantStateWords, scopesWords } from "./support-words.ts";

export interface GrantRowProps {
  readonly grant: SupportGrantView;
  readonly mayRevoke: boolean;
  readonly onIssued: (issued: Issued) => void;
}

/** One grant: why, what, until when, by whom, and who came in on it. */
export function GrantRow({ grant, mayRevoke, onIssued }: GrantRowProps) {
  const { id, scopes, reason, grantedBy, createdAt, until, state, endedAt, uses } = grant;
  const { words, tone } = grantStateWords(grant);
  return (
    <Row
      name={
        <>
          {reason} <Tag tone={tone}>{words}</Tag>
        </>
      }
      acts={mayRevoke && state === "open" && <Withdraw grant={grant} onIssued={onIssued} />}
    >
      <p>To read {scopesWords(scopes)}</p>
      <RowNote>
        Given <Moment time={createdAt} /> by <PersonName id={grantedBy} />, {state === "open" ? "until " : "ended "}
        <ExactTime time={endedAt ?? until} />
      </RowNote>
      {state === "open" && <Ident value={id} what="the number of the grant" />}
      {uses.length === 0 ? <RowNote>Nobody came in on it</RowNote> : <Uses uses={uses} />}
    </Row>
  );
}

function Uses({ uses }: Pick<SupportGrantView, "uses">) {
  return (
    <ul className={classes.uses} aria-label="Who came in">
      {uses.map(({ session, name, openedAt, lastUsedAt }) => (
        <li key={session}>
          <strong>{name}</strong> came in <Moment time={openedAt} />
          {lastUsedAt === null ? (
            ", has read nothing"
          ) : (
            <>
              , last read <Moment time={lastUsedAt} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Withdraw({ grant: { id, reason }, onIssued }: Omit<GrantRowProps, "mayRevoke">) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => client.revokeSupportGrant({ params: { id } }),
    onSuccess: ({ certificate }) => {
      if (certificate !== null) onIssued({ certificate, of: "What support came in with" });
      return queryClient.invalidateQueries({ queryKey: ["support"] });
    },
  });
  return (
    <div>
      {revoke.isError && <Failure error={revoke.error} />}
      <Button
        size="xs"
        color="danger"
        loading={revoke.isPending}
        onClick={() => revoke.mutate()}
        aria-label={`Withdraw: ${reason}`}
      >
        Withdraw
      </Button>
    </div>
  );
}
