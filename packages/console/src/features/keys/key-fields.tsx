import { Textarea, TextInput } from "@mantine/core";

import type { Faults } from "../../form/field-faults.ts";
import type { BoundField } from "../../form/use-fields.ts";
import { isRate } from "./key-words.ts";

/** What is typed of a key when it is made, and can be changed for as long as it lives. */
export type KeyFieldName = "name" | "allowedAddresses" | "requestsPerMinute";

export const keyFieldNames = [
  "name",
  "allowedAddresses",
  "requestsPerMinute",
] as const satisfies readonly KeyFieldName[];

export const keyFieldWords: Faults<KeyFieldName> = {
  name: "A name without line breaks, of at most 120 characters.",
  requestsPerMinute: "A whole number from 1 to 6,000.",
};

/** What is missing or cannot be, in words. */
export const keyFieldFaults = (values: Readonly<Record<KeyFieldName, string>>): Faults<KeyFieldName> => ({
  ...(values.name.trim() === "" && { name: "Say what the key is for." }),
  ...(!isRate(values.requestsPerMinute.trim()) && { requestsPerMinute: "A whole number from 1 to 6,000." }),
});

interface KeyFieldProps {
  readonly bind: (name: KeyFieldName) => BoundField;
}

export const KeyNameField = ({ bind }: KeyFieldProps) => (
  <TextInput
    label="Name"
    description="Where it is used, so that you know it again."
    autoComplete="off"
    {...bind("name")}
  />
);

/** From where it may come. */
export const KeyAddressesField = ({ bind }: KeyFieldProps) => (
  <Textarea
    label="Only from these addresses"
    description="Optional. One address or network in each line, such as 192.0.2.0/24. Empty: from everywhere."
    autosize
    minRows={2}
    maxRows={8}
    {...bind("allowedAddresses")}
  />
);

/** How often it may come. */
export const KeyRateField = ({ bind }: KeyFieldProps) => (
  <TextInput
    label="Requests a minute"
    description="At most 6,000. What comes beyond it is refused, and works again a moment later."
    inputMode="numeric"
    autoComplete="off"
    {...bind("requestsPerMinute")}
  />
);
