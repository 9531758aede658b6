import type { NoticeDelivery, NoticeView } from "@holdfast/contract";
import { NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { Row, RowNote } from "../../design/row.tsx";
import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { Failure } from "../../design/states.tsx";

const deliveries: readonly { readonly value: NoticeDelivery; readonly label: string }[] = [
  { value: "mail", label: "A mail at once" },
  { value: "digest", label: "In the mail of the day" },
  { value: "off", label: "Not at all" },
];

const deliveryOf = (raw: string): NoticeDelivery => deliveries.find(({ value }) => value === raw)?.value ?? "mail";

/** What one may choose. Each choice is saved as it is made. */
export function ChoicesSection({ notices }: { readonly notices: readonly NoticeView[] }) {
  const choose = useChoose();
  const chosen = choose.isPending ? choose.variables : null;
  return (
    <Section
      title="Your choice"
      note="Saved as you choose. The mail of the day comes only when there is something in it."
    >
      {choose.isError && <Failure error={choose.error} />}
      <Rows items={notices} keyOf={({ notice }) => notice} label="Notices that you may choose">
        {(notice) => (
          <Row
            name={notice.title}
            acts={
              <NativeSelect
                aria-label={`How to hear of: ${notice.title}`}
                size="sm"
                data={[...deliveries]}
                value={chosen?.notice === notice.notice ? chosen.delivery : notice.delivery}
                onChange={(event) =>
                  choose.mutate({ notice: notice.notice, delivery: deliveryOf(event.currentTarget.value) })
                }
              />
            }
          >
            <RowNote>{whomWords(notice)}</RowNote>
          </Row>
        )}
      </Rows>
    </Section>
  );
}

function useChoose() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (choice: { readonly notice: string; readonly delivery: NoticeDelivery }) =>
      client.chooseNotices({ body: { items: [choice] } }),
    onSuccess: (notices) => queryClient.setQueryData(["notices"], notices),
  });
}

function whomWords({ whom }: NoticeView): string {
  if (!whom.includes("admins")) return "when it happens to you";
  return whom.includes("person") ? "when it happens to you or to somebody of the account" : "for administrators";
}
