import { Button, Modal } from "@mantine/core";
import { IconLifebuoy } from "@tabler/icons-react";
import { useState } from "react";

import { ExactTime } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Empty } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { KeepCodes } from "./keep-codes.tsx";

interface Codes {
  readonly createdAt: string;
  readonly left: number;
}

export interface RecoveryCodesSectionProps {
  readonly codes: Codes | null;
  /** Codes stand in for a factor: without one there are none. */
  readonly hasFactor: boolean;
}

export function RecoveryCodesSection({ codes, hasFactor }: RecoveryCodesSectionProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section
      title="Recovery codes"
      note="For the day on which your device is lost. Each works once."
      actions={
        <Button disabled={!hasFactor} onClick={() => setOpen(true)}>
          {codes === null ? "Make codes" : "Replace the codes"}
        </Button>
      }
    >
      {codes === null ? (
        <Empty title="No codes yet">
          {hasFactor ? "Make some now, and keep them where your phone is not." : "Set up a passkey or an app first."}
        </Empty>
      ) : (
        <Rows items={[codes]} keyOf={({ createdAt }) => createdAt} label="Your recovery codes">
          {(set) => <CodesRow codes={set} />}
        </Rows>
      )}
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        // A stray click beside the dialog must not lose what is shown once.
        closeOnClickOutside={false}
        title="Recovery codes"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <KeepCodes
          onKept={() => setOpen(false)}
          {...(codes !== null && {
            warning: "The codes that you have stop working, and every address of yours hears it.",
          })}
        />
      </Modal>
    </Section>
  );
}

const fewCodes = 3;

const CodesRow = ({ codes: { left, createdAt } }: { readonly codes: Codes }) => (
  <Row
    icon={<IconLifebuoy size={22} stroke={1.5} aria-hidden="true" />}
    name={
      <>
        {left} of 10 left {left <= fewCodes && <Tag tone="warn">replace them soon</Tag>}
      </>
    }
  >
    <RowNote>
      Made on <ExactTime time={createdAt} />
    </RowNote>
  </Row>
);
