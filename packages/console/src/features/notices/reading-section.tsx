import type { Locale } from "@holdfast/contract";
import { NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";
import { Stack } from "../../design/stack.tsx";

/** Each in itself: whoever looks for theirs may not read the others. */
const languages: readonly { readonly value: Locale; readonly label: string }[] = [
  { value: "en", label: "English" },
  { value: "de", label: "Deutsch" },
  { value: "et", label: "Eesti" },
];

/** The zones that this browser knows, and the one that is set, which it may not. */
const zonesWith = (set: string): string[] => [...new Set([set, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();

/** In which language mails are written, and whose clock they tell the time by. Saved as it is chosen. */
export function ReadingSection() {
  const { reading } = useSuspenseQuery(meQuery).data;
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: (change: Partial<typeof reading>) => client.updateMe({ body: change }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["me"] }),
  });
  const { locale, timeZone } = { ...reading, ...(save.isPending && save.variables) };
  return (
    <Section title="Language and time" layout="beside" note="Of the mails. Saved as you choose.">
      <Stack>
        {save.isError && <Failure error={save.error} />}
        <NativeSelect
          label="Language"
          data={[...languages]}
          value={locale}
          onChange={({ currentTarget }) => {
            const chosen = languages.find(({ value }) => value === currentTarget.value);
            if (chosen !== undefined) save.mutate({ locale: chosen.value });
          }}
        />
        <NativeSelect
          label="Time zone"
          data={zonesWith(timeZone)}
          value={timeZone}
          onChange={({ currentTarget }) => save.mutate({ timeZone: currentTarget.value })}
        />
      </Stack>
    </Section>
  );
}
