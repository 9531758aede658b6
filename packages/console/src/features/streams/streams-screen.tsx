import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Empty } from "../../design/states.tsx";
import { NewStreamDrawer } from "./new-stream-drawer.tsx";
import { StreamRow } from "./stream-row.tsx";
import { streamsQuery } from "./streams-query.ts";

/** Where the whole log is sent: to a SIEM, or to an archive. */
export function StreamsScreen() {
  const streams = useQuery(streamsQuery);
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="Audit streams"
      lead="Every event of the audit log, in order, sent to a collector of yours: the public part, ids and never names."
      actions={
        <Button variant="filled" onClick={() => setCreating(true)}>
          New stream
        </Button>
      }
    >
      <QueryView query={streams} what="the streams">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There is no stream">
              With one your SIEM has the log as it grows. For single events, make a webhook instead.
            </Empty>
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label="Audit streams">
              {(stream) => <StreamRow stream={stream} />}
            </Rows>
          )
        }
      </QueryView>
      <NewStreamDrawer opened={isCreating} onClose={() => setCreating(false)} />
    </Page>
  );
}
