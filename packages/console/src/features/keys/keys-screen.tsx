import type { KeySecret, KeyView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { client } from "../../api/client.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { QueryView } from "../../design/query-view.tsx";
import { Rows } from "../../design/rows.tsx";
import { Empty, Failure } from "../../design/states.tsx";
import { CertificateDialog, type Issued } from "../certificate/certificate-dialog.tsx";
import { ChangeKeyDrawer } from "./change-key-drawer.tsx";
import { KeyRow } from "./key-row.tsx";
import { lifeDays } from "./key-words.ts";
import { ownKeysQuery } from "./keys-queries.ts";
import { NewKeyDrawer } from "./new-key-drawer.tsx";
import { SecretDialog } from "./secret-dialog.tsx";

/** The keys with which the reader's programs come in. */
export function KeysScreen() {
  const keys = useQuery(ownKeysQuery);
  const [isCreating, setCreating] = useState(false);
  const [changing, setChanging] = useState<KeyView | null>(null);
  const [secret, setSecret] = useState<KeySecret | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <Page
      title="API keys"
      lead="How your programs come in. A key can do no more than you may, ends when the policy says, and ends with you."
      actions={
        <Button variant="filled" onClick={() => setCreating(true)}>
          New key
        </Button>
      }
    >
      <QueryView query={keys} what="your keys">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="You have no API key">
              A program that acts for you needs one; give it no more than it does.
            </Empty>
          ) : (
            <Rows items={items} keyOf={({ id }) => id} label="Your API keys">
              {(key) => (
                <OwnKey apiKey={key} onChange={() => setChanging(key)} onSecret={setSecret} onIssued={setIssued} />
              )}
            </Rows>
          )
        }
      </QueryView>
      <Notice tone="info" title="Found one where others can read it?">
        Revoke it here. Whoever finds one can hand it in at <code>POST /v1/leaked-keys</code>: it is revoked at once,
        and you hear of it.
      </Notice>
      <NewKeyDrawer opened={isCreating} onClose={() => setCreating(false)} onCreated={setSecret} />
      <ChangeKeyDrawer apiKey={changing} onClose={() => setChanging(null)} />
      <SecretDialog
        what="key"
        of={secret?.key.name ?? ""}
        secret={secret?.secret ?? null}
        onClose={() => setSecret(null)}
      >
        We keep only a hash of it. Put it where your program reads its secrets, and nowhere else.
      </SecretDialog>
      <CertificateDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}

interface OwnKeyProps {
  readonly apiKey: KeyView;
  readonly onChange: () => void;
  readonly onSecret: (secret: KeySecret) => void;
  readonly onIssued: (issued: Issued) => void;
}

function OwnKey({ apiKey, onChange, onSecret, onIssued }: OwnKeyProps) {
  const { id, name, state } = apiKey;
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["keys"] });
  const rotate = useMutation({
    mutationFn: () => client.rotateKey({ params: { id }, body: { expiresInDays: lifeDays(apiKey) } }),
    onSuccess: ({ key, secret }) => {
      onSecret({ key, secret });
      return refresh();
    },
  });
  const revoke = useMutation({
    mutationFn: () => client.revokeKey({ params: { id } }),
    onSuccess: (certificate) => {
      onIssued({ certificate, of: `The key ${name}` });
      return refresh();
    },
  });
  const error = rotate.error ?? revoke.error;
  return (
    <>
      {error !== null && <Failure error={error} />}
      <KeyRow apiKey={apiKey}>
        {state === "live" && (
          <>
            <Button size="xs" onClick={onChange} aria-label={`Change ${name}`}>
              Change
            </Button>
            <Button size="xs" loading={rotate.isPending} onClick={() => rotate.mutate()} aria-label={`Rotate ${name}`}>
              Rotate
            </Button>
          </>
        )}
        <Button
          size="xs"
          color="danger"
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
          aria-label={`Revoke ${name}`}
        >
          Revoke
        </Button>
      </KeyRow>
    </>
  );
}
