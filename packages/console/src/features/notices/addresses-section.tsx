import type { NotificationAddressView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";
import { Tag } from "../../design/tag.tsx";
import { Stack } from "../../design/stack.tsx";
import { SecondAddressForm } from "./second-address-form.tsx";

/** Where notices go: whoever takes one mailbox over does not silence the other. */
export function AddressesSection({ addresses }: { readonly addresses: readonly NotificationAddressView[] }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.removeNotificationAddress(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["notification-addresses"] }),
  });
  const hasSecond = addresses.some(({ primary }) => !primary);
  return (
    <Section
      title="Addresses"
      note="A second address, at another provider, hears of your security even when somebody has taken over the first."
    >
      <Stack>
        {remove.isError && <Failure error={remove.error} />}
        <Rows items={addresses} keyOf={({ address }) => address} label="Addresses for notices">
          {(address) => (
            <Row
              name={address.address}
              acts={
                !address.primary && (
                  <Button
                    size="xs"
                    color="danger"
                    loading={remove.isPending}
                    onClick={() => remove.mutate()}
                    aria-label={`Remove the address ${address.address}`}
                  >
                    Remove
                  </Button>
                )
              }
            >
              <RowNote>
                {address.primary ? "You sign in with it" : "Second address"} <State address={address} />
              </RowNote>
            </Row>
          )}
        </Rows>
        {!hasSecond && <SecondAddressForm />}
      </Stack>
    </Section>
  );
}

function State({ address: { verified, bouncing } }: { readonly address: NotificationAddressView }) {
  if (bouncing) return <Tag tone="danger">takes no mail</Tag>;
  return verified ? <Tag tone="good">confirmed</Tag> : <Tag tone="warn">waits for its link to be opened</Tag>;
}
