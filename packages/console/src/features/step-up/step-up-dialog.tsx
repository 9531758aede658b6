import type { ProofKind } from "@holdfast/contract";
import { Button, Modal } from "@mantine/core";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useSyncExternalStore } from "react";

import { client } from "../../api/client.ts";
import { followProof, pendingProof, type ProofRequest, type ProofStrength } from "../../api/proof-request.ts";
import { QueryView } from "../../design/query-view.tsx";
import { Stack } from "../../design/stack.tsx";
import { ProofForm } from "../factors/proof-form.tsx";

const proofQuery = queryOptions({
  queryKey: ["proof"],
  queryFn: ({ signal }) => client.readProof({ signal }),
  // What can be proved changes with every factor that is set up.
  staleTime: 0,
  gcTime: 0,
});

/** Asks for a proof in place when an act needs a recent one; the act is then repeated by itself. */
export function StepUpDialog() {
  const request = useSyncExternalStore(followProof, pendingProof);
  return (
    <Modal
      opened={request !== null}
      onClose={() => request?.settle(false)}
      title="Is it you?"
      zIndex={300}
      closeButtonProps={{ "aria-label": "Cancel" }}
    >
      {request !== null && <ProofChoice request={request} />}
    </Modal>
  );
}

function ProofChoice({ request }: { readonly request: ProofRequest }) {
  const proof = useQuery(proofQuery);
  const cancel = <Button onClick={() => request.settle(false)}>Cancel</Button>;
  return (
    <Stack>
      <p>{leads[request.strength]} It then goes on by itself.</p>
      <QueryView query={proof} what="what you can prove it with">
        {({ possible }) => <ProofOf kinds={fitting(possible, request.strength)} request={request} cancel={cancel} />}
      </QueryView>
    </Stack>
  );
}

const leads: Readonly<Record<ProofStrength, string>> = {
  any: "What you are about to do asks for a proof from the last ten minutes.",
  factor: "What you are about to do asks for your second factor, from the last ten minutes.",
};

/** A password is no second factor. */
const fitting = (possible: readonly ProofKind[], strength: ProofStrength): ProofKind[] =>
  possible.filter((kind) => strength === "any" || kind !== "password");

interface ProofOfProps {
  readonly kinds: readonly ProofKind[];
  readonly request: ProofRequest;
  readonly cancel: ReactNode;
}

function ProofOf({ kinds, request, cancel }: ProofOfProps) {
  const queryClient = useQueryClient();
  if (kinds.length === 0) {
    return (
      <>
        <p>You have none yet. Set up a passkey or an authenticator app under “Sign-in methods” first.</p>
        {cancel}
      </>
    );
  }
  return (
    <ProofForm
      kinds={kinds}
      passkeyOptions={() => client.proofPasskeyOptions()}
      onProof={async (proof) => {
        await client.giveProof({ body: { proof } });
        request.settle(true);
        await queryClient.invalidateQueries({ queryKey: ["sessions"] });
      }}
      actions={cancel}
    />
  );
}
