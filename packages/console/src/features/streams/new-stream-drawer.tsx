import type { AuditStreamView } from "@holdfast/contract";
import { NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { SideDrawer } from "../../design/side-drawer.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import { formatTitles } from "./stream-words.ts";

export interface NewStreamDrawerProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export const NewStreamDrawer = ({ opened, onClose }: NewStreamDrawerProps) => (
  <SideDrawer opened={opened} title="New stream" closing="Close without creating" onClose={onClose}>
    <NewStreamForm onClose={onClose} />
  </SideDrawer>
);

type FieldName = "format" | "url" | "authorization" | "authority" | "from";

const formats = (["ndjson", "ocsf", "syslog"] as const).map((format) => ({
  value: format,
  label: formatTitles[format],
}));

const beginnings = [
  { value: "now", label: "With what happens from now on" },
  { value: "start", label: "With the first event of the log" },
];

function NewStreamForm({ onClose }: Pick<NewStreamDrawerProps, "onClose">) {
  const queryClient = useQueryClient();
  const fields = useFields<FieldName>({ format: "ndjson", url: "", authorization: "", authority: "", from: "now" });
  const create = useMutation({
    mutationFn: (values: typeof fields.values) => client.createAuditStream({ body: wishOf(values) }),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: ["audit-streams"] });
    },
    onError: (error) => fields.setFaults(faultsIn<FieldName>(error, ["url", "authorization", "authority"], told)),
  });
  const submit = () => {
    if (!URL.canParse(fields.values.url.trim())) return fields.setFaults({ url: told.words.url });
    return create.mutate(fields.values);
  };
  const isSyslog = fields.values.format === "syslog";
  return (
    <Form onSubmit={submit} faults={fields.faults} error={create.error}>
      <NativeSelect label="Format" data={formats} {...fields.bind("format")} />
      <TextInput
        label="Address"
        description={isSyslog ? "Such as syslog+tls://siem.example.com:6514." : "https, in the public internet."}
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        {...fields.bind("url")}
      />
      {!isSyslog && (
        <PasswordInput
          label="Authorization"
          description="Optional. The header that your collector asks for, such as Bearer and a token. It is never shown again."
          autoComplete="off"
          {...fields.bind("authorization")}
        />
      )}
      <Textarea
        label="Authority of its certificate"
        description="Optional, in PEM. Then the collector is believed by a certificate of this authority alone."
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        {...fields.bind("authority")}
      />
      <NativeSelect label="Begins" data={beginnings} {...fields.bind("from")} />
      <SubmitOrLeave submit="Create the stream" isPending={create.isPending} onLeave={onClose} />
    </Form>
  );
}

const told = {
  ofCode: { "audit_stream.url_refused": "url", "audit_stream.certificate_malformed": "authority" },
  words: {
    url: "A whole address, such as https://siem.example.com/holdfast.",
    authorization: "One line of plain letters, without spaces at its ends.",
    authority: "It begins with -----BEGIN CERTIFICATE-----.",
  },
} as const;

function wishOf({ format, url, authorization, authority, from }: Readonly<Record<FieldName, string>>) {
  const chosen: AuditStreamView["format"] = formats.find(({ value }) => value === format)?.value ?? "ndjson";
  return {
    format: chosen,
    url: url.trim(),
    from: from === "start" ? ("start" as const) : ("now" as const),
    ...(chosen !== "syslog" && authorization.trim() !== "" && { authorization: authorization.trim() }),
    ...(authority.trim() !== "" && { authority: authority.trim() }),
  };
}
