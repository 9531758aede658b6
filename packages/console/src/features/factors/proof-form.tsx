import type { PasskeyRequestOptions, Proof, ProofKind } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { askForPasskey } from "../../api/passkey-ceremony.ts";
import { isProblem } from "../../api/problem-text.ts";
import { Failure } from "../../design/states.tsx";
import { Form, FormActions } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { ProofField } from "./proof-field.tsx";
import classes from "./proof-form.module.css";
import { bestFirst, fieldWords, proofChoices, proofOf, type TypedKind } from "./proof-words.ts";

export interface ProofFormProps {
  /** What can be given, any one of them. */
  readonly kinds: readonly ProofKind[];
  readonly passkeyOptions: () => Promise<PasskeyRequestOptions>;
  /** Sends the proof. What it throws is told here. */
  readonly onProof: (proof: Proof) => Promise<unknown>;
  /** What else can be done, beside the main button. */
  readonly actions?: ReactNode;
}

/** Asks for one proof of identity, in the quickest way first, with the others a press away. */
export function ProofForm({ kinds, passkeyOptions, onProof, actions }: ProofFormProps) {
  const ways = bestFirst(kinds);
  const [chosen, setChosen] = useState<ProofKind | null>(null);
  const kind = chosen ?? ways[0];
  if (kind === undefined) return null;
  const common = { onProof, actions };
  return (
    <div className={classes.box}>
      {kind === "passkey" ? (
        <PasskeyProof passkeyOptions={passkeyOptions} {...common} />
      ) : (
        <TypedProof key={kind} kind={kind} {...common} />
      )}
      <OtherWays ways={ways.filter((way) => way !== kind)} onChoose={setChosen} />
    </div>
  );
}

type OneWay = Pick<ProofFormProps, "onProof" | "actions">;

function PasskeyProof({ passkeyOptions, onProof, actions }: OneWay & Pick<ProofFormProps, "passkeyOptions">) {
  const prove = useMutation({
    mutationFn: async () => onProof({ kind: "passkey", assertion: await askForPasskey(await passkeyOptions()) }),
  });
  const way = useFirstFocus();
  return (
    <div className={classes.way} ref={way}>
      {prove.isError && <Failure error={prove.error} />}
      <p>Your device, phone or security key asks you to confirm.</p>
      <FormActions>
        <Button
          variant="filled"
          leftSection={<IconFingerprint size={18} aria-hidden="true" />}
          loading={prove.isPending}
          onClick={() => prove.mutate()}
        >
          Use a passkey
        </Button>
        {actions}
      </FormActions>
    </div>
  );
}

function TypedProof({ kind, onProof, actions }: OneWay & { readonly kind: TypedKind }) {
  const fields = useFields({ proof: "" });
  const prove = useMutation({
    mutationFn: onProof,
    onError: (error) => {
      if (isProblem(error, "factor.wrong")) fields.setFaults({ proof: fieldWords[kind].wrong });
    },
  });
  const submit = () => {
    const proof = proofOf(kind, fields.values.proof);
    if (proof === null) return fields.setFaults({ proof: fieldWords[kind].missing });
    return prove.mutate(proof);
  };
  const way = useFirstFocus();
  return (
    <div className={classes.way} ref={way}>
      <Form
        onSubmit={submit}
        faults={fields.faults}
        error={isProblem(prove.error, "factor.wrong") ? null : prove.error}
      >
        <ProofField kind={kind} field={fields.bind("proof")} />
        <FormActions>
          <Button type="submit" variant="filled" loading={prove.isPending}>
            Go on
          </Button>
          {actions}
        </FormActions>
      </Form>
    </div>
  );
}

/** A way that was just chosen begins where one types or presses. */
function useFirstFocus() {
  const way = useRef<HTMLDivElement>(null);
  useEffect(() => way.current?.querySelector<HTMLElement>("input, button")?.focus(), []);
  return way;
}

function OtherWays({ ways, onChoose }: { readonly ways: readonly ProofKind[]; onChoose: (kind: ProofKind) => void }) {
  if (ways.length === 0) return null;
  return (
    <ul className={classes.others} aria-label="Other ways">
      {ways.map((way) => (
        <li key={way}>
          <Button variant="subtle" size="xs" onClick={() => onChoose(way)}>
            {proofChoices[way]}
          </Button>
        </li>
      ))}
    </ul>
  );
}
