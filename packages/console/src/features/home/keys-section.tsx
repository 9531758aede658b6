import { useQuery } from "@tanstack/react-query";

import { checkpointQuery, tokenKeysQuery, verifierKeyQuery } from "../../api/queries.ts";
import { Facts } from "../../design/facts.tsx";
import { Ident } from "../../design/ident.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Section } from "../../design/section.tsx";
import { summarise } from "./checkpoint-summary.ts";

/** The public halves: what others verify us with. Private keys have no screen. */
export function KeysSection({ mayReadLog }: { readonly mayReadLog: boolean }) {
  return (
    <Section title="Keys" layout="beside" note="The public halves, for those who verify. Private keys have no screen.">
      {mayReadLog && <LogKey />}
      <TokenKeys />
    </Section>
  );
}

function LogKey() {
  const key = useQuery(verifierKeyQuery);
  const checkpoint = useQuery(checkpointQuery);
  const head = checkpoint.data === undefined ? null : summarise(checkpoint.data);
  return (
    <QueryView query={key} what="the log's key">
      {(vkey) => (
        <Facts
          facts={[
            { label: "Audit log key", value: <Ident value={vkey.trim()} what="the audit log's verifier key" /> },
            {
              label: "Log",
              value:
                head === null
                  ? "No checkpoint yet; one follows within a second of the first event."
                  : `${head.size.toLocaleString("en")} entries under the newest checkpoint`,
            },
            ...(head === null
              ? []
              : [{ label: "Root hash", value: <Ident value={head.root} what="the log's root hash" /> }]),
          ]}
        />
      )}
    </QueryView>
  );
}

function TokenKeys() {
  const keys = useQuery(tokenKeysQuery);
  return (
    <QueryView query={keys} what="the token keys">
      {({ keys }) => (
        <Facts
          facts={[
            {
              label: keys.length === 1 ? "Token key" : "Token keys",
              value: (
                <ul>
                  {keys.map(({ kid, alg }) => (
                    <li key={kid}>
                      <code>{kid}</code> ({alg})
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      )}
    </QueryView>
  );
}
