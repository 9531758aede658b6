import type { RevocationCertificate } from "@holdfast/contract";
import { Button, Modal } from "@mantine/core";

import { Stack } from "../../design/stack.tsx";
import { FormActions } from "../../form/form.tsx";
import { CertificateCard } from "./certificate-card.tsx";

/** A certificate with the words for what it is about. */
export interface Issued {
  readonly certificate: RevocationCertificate;
  readonly of: string;
}

export interface CertificateDialogProps {
  readonly issued: Issued | null;
  readonly onClose: () => void;
}

export function CertificateDialog({ issued, onClose }: CertificateDialogProps) {
  return (
    <Modal opened={issued !== null} onClose={onClose} title="It has ended" size="lg" closeButtonProps={close}>
      {issued !== null && (
        <Stack gap="large">
          <CertificateCard {...issued} />
          <FormActions>
            <Button variant="filled" onClick={onClose}>
              Done
            </Button>
            <SaveButton certificate={issued.certificate} />
          </FormActions>
        </Stack>
      )}
    </Modal>
  );
}

const close = { "aria-label": "Close" };

/** The certificate as the API answered it, for a file or a ticket. */
function SaveButton({ certificate }: { readonly certificate: RevocationCertificate }) {
  const save = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(certificate, null, 2)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `revocation-${certificate.seq}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return <Button onClick={save}>Save as JSON</Button>;
}
