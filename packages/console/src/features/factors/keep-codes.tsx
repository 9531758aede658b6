import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";

import { Failure } from "../../design/states.tsx";
import { Stack } from "../../design/stack.tsx";
import { FormActions } from "../../form/form.tsx";
import { RecoveryCodesSheet } from "./recovery-codes-sheet.tsx";
import { useMakeCodes } from "./use-set-up.ts";

export interface KeepCodesProps {
  readonly onKept: () => void;
  /** Said before they are made: what becomes of those before. */
  readonly warning?: string;
}

/** Makes recovery codes at a press, shows them once, and lets one go on only with a word that they are kept. */
export function KeepCodes({ onKept, warning }: KeepCodesProps) {
  const make = useMakeCodes();
  const [isKept, setKept] = useState(false);
  if (make.data === undefined) {
    return (
      <Stack gap="large">
        {make.isError && <Failure error={make.error} />}
        <p>{warning ?? "You get ten. Make sure that nobody looks over your shoulder."}</p>
        <FormActions>
          <Button variant="filled" loading={make.isPending} onClick={() => make.mutate()}>
            Show the codes
          </Button>
        </FormActions>
      </Stack>
    );
  }
  return (
    <Stack gap="large">
      <RecoveryCodesSheet codes={make.data.codes} />
      <Checkbox
        label="I keep these codes somewhere safe"
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <FormActions>
        <Button variant="filled" disabled={!isKept} onClick={onKept}>
          Go on
        </Button>
      </FormActions>
    </Stack>
  );
}
