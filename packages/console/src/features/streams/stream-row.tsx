import type { AuditStreamView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { ConfirmDialog } from "../factors/confirm-dialog.tsx";
import { failureWords } from "../webhooks/webhook-words.ts";
import { CursorDialog } from "./cursor-dialog.tsx";
import { formatTitles, streamStateWords } from "./stream-words.ts";

/** One stream: where it leads, how far it has got, and what can be done with it. */
export function StreamRow({ stream }: { readonly stream: AuditStreamView }) {
  const { url, format, cursor, sentAt, failure, authority, authorization } = stream;
  const { words, tone } = streamStateWords(stream);
  return (
    <Row
      name={
        <>
          {url} <Tag tone={tone}>{words}</Tag>
        </>
      }
      acts={<StreamActs stream={stream} />}
    >
      <RowNote>
        {formatTitles[format]}
        {authority && ", one authority alone"}
        {authorization && ", with an authorization"}
      </RowNote>
      <RowNote>
        {sentAt === null ? (
          "Nothing was sent yet"
        ) : (
          <>
            Last sent <Moment time={sentAt} />
          </>
        )}
        , next is event {cursor.toLocaleString("en")} of the log
      </RowNote>
      {failure !== null && <RowNote>The last try: {failureWords(failure)}</RowNote>}
    </Row>
  );
}

function StreamActs({ stream }: { readonly stream: AuditStreamView }) {
  const { id, url, enabled } = stream;
  const [opened, setOpened] = useState<"cursor" | "delete" | null>(null);
  const close = () => setOpened(null);
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["audit-streams"] });
  const turn = useMutation({
    mutationFn: () => client.changeAuditStream({ params: { id }, body: { enabled: !enabled } }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => client.removeAuditStream({ params: { id } }),
    onSuccess: () => {
      close();
      return refresh();
    },
  });
  const act = enabled ? "Halt" : "Go on";
  return (
    <>
      {turn.isError && <Failure error={turn.error} />}
      <Button size="xs" loading={turn.isPending} onClick={() => turn.mutate()} aria-label={`${act}: ${url}`}>
        {act}
      </Button>
      <Button size="xs" onClick={() => setOpened("cursor")} aria-label={`Set its place: ${url}`}>
        Set its place
      </Button>
      <Button size="xs" color="danger" onClick={() => setOpened("delete")} aria-label={`Delete: ${url}`}>
        Delete
      </Button>
      <CursorDialog stream={stream} opened={opened === "cursor"} onClose={close} />
      <ConfirmDialog
        opened={opened === "delete"}
        title="Delete the stream?"
        act="Delete it"
        mutation={remove}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        Nothing more is sent to {url}, and how far it had got is forgotten. To pause it, halt it instead.
      </ConfirmDialog>
    </>
  );
}
