import type { PasskeyView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { IconCloud, IconFingerprint, IconUsb } from "@tabler/icons-react";

import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Tag } from "../../design/tag.tsx";
import { deviceWords } from "../../design/whereabouts.ts";
import classes from "./passkey-row.module.css";

export interface PasskeyRowProps {
  readonly passkey: PasskeyView;
  readonly onName: () => void;
  readonly onRemove: () => void;
}

export function PasskeyRow({ passkey, onName, onRemove }: PasskeyRowProps) {
  const { name, createdAt, lastUsedAt, lastUsedFrom } = passkey;
  return (
    <Row
      icon={<PasskeyIcon passkey={passkey} />}
      name={
        <>
          {name} <Tags passkey={passkey} />
        </>
      }
      acts={
        <>
          <Button size="xs" onClick={onName} aria-label={`Rename the passkey ${name}`}>
            Rename
          </Button>
          <Button size="xs" color="danger" onClick={onRemove} aria-label={`Remove the passkey ${name}`}>
            Remove
          </Button>
        </>
      }
    >
      <RowNote>
        {lastUsedAt === null ? (
          "Not used yet"
        ) : (
          <>
            Last used <Moment time={lastUsedAt} />
            {lastUsedFrom !== null && `, with ${deviceWords(lastUsedFrom)}`}
          </>
        )}
        , made <Moment time={createdAt} />
      </RowNote>
    </Row>
  );
}

const iconLook = { size: 22, stroke: 1.5, "aria-hidden": true } as const;

function PasskeyIcon({ passkey: { syncable, transports } }: { readonly passkey: PasskeyView }) {
  if (syncable) return <IconCloud {...iconLook} />;
  const isKey = transports.includes("usb") || transports.includes("nfc");
  return isKey ? <IconUsb {...iconLook} /> : <IconFingerprint {...iconLook} />;
}

function Tags({ passkey: { copied, synced, verifiesUser } }: { readonly passkey: PasskeyView }) {
  return (
    <span className={classes.tags}>
      {copied && <Tag tone="danger">copied: refused, remove it</Tag>}
      <Tag tone={synced ? "accent" : "plain"}>{synced ? "synced" : "this device only"}</Tag>
      {!verifiesUser && <Tag>without PIN: after the password</Tag>}
    </span>
  );
}
