import type { PolicySettings, PolicyView } from "@holdfast/contract";
import { Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { client } from "../../api/client.ts";
import { isProblem } from "../../api/problem-text.ts";
import { Notice } from "../../design/notice.tsx";
import { Section } from "../../design/section.tsx";
import { Tag } from "../../design/tag.tsx";
import { faultsIn } from "../../form/field-faults.ts";
import { Form, SubmitOrLeave } from "../../form/form.tsx";
import { useFields } from "../../form/use-fields.ts";
import type { Change } from "./policy-draft.ts";
import classes from "./policy.module.css";
import { settingTexts } from "./setting-texts.ts";
import { valueWords } from "./setting-words.ts";

export interface SavePanelProps {
  readonly policy: PolicyView;
  readonly next: PolicySettings;
  readonly changes: readonly Change[];
  /** How many fields hold nothing that could be saved. */
  readonly faultCount: number;
  readonly onDiscard: () => void;
}

const shortestReason = 10;

export function SavePanel({ policy, next, changes, faultCount, onDiscard }: SavePanelProps) {
  const fields = useFields({ reason: "" });
  const isLooser = changes.some(({ isLooser }) => isLooser);
  const save = useSavePolicy(
    () => fields.set("reason", ""),
    (error) => fields.setFaults(faultsIn(error, ["reason"], { ofCode: { "policy.reason_required": "reason" } })),
  );
  const submit = () => {
    const reason = fields.values.reason.trim();
    if (isLooser && reason.length < shortestReason) {
      return fields.setFaults({ reason: `Say why, in ${shortestReason} characters or more.` });
    }
    return save.mutate({ version: policy.version, settings: next, ...(isLooser && { reason }) });
  };

  return (
    <Section
      title="Your changes"
      note="Stricter limits hold for live sessions at once, looser ones for those that begin from now on. Every change stands in the audit log."
    >
      {faultCount > 0 && <p>Correct the {faultCount === 1 ? "field" : `${faultCount} fields`} marked above first.</p>}
      {faultCount === 0 && changes.length === 0 && <p className={classes.none}>None yet.</p>}
      {faultCount === 0 && changes.length > 0 && (
        <Form onSubmit={submit} faults={fields.faults} error={save.error}>
          <ChangeList changes={changes} />
          {isLooser && (
            <>
              <Notice tone="warn" title="This makes the account less safe">
                It is allowed, with a reason that others can read later.
              </Notice>
              <Textarea label="Reason" maxLength={500} autosize minRows={2} {...fields.bind("reason")} />
            </>
          )}
          <SubmitOrLeave submit="Save the policy" isPending={save.isPending} onLeave={onDiscard} leave="Discard" />
        </Form>
      )}
    </Section>
  );
}

function useSavePolicy(onSaved: () => void, onRefused: (error: unknown) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { readonly version: number; readonly settings: PolicySettings; readonly reason?: string }) =>
      client.writePolicy({ body }),
    onSuccess: (policy) => {
      queryClient.setQueryData(["policy"], policy);
      notifications.show({ message: `The policy is saved as version ${policy.version}.` });
      onSaved();
      return queryClient.invalidateQueries({ queryKey: ["events"] });
    },
    onError: (error) => {
      onRefused(error);
      // The draft stays; what it is compared with is read anew.
      if (isProblem(error, "policy.changed_meanwhile")) void queryClient.invalidateQueries({ queryKey: ["policy"] });
    },
  });
}

function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <ul className={classes.changes}>
      {changes.map(({ name, from, to, isLooser }) => (
        <li key={name}>
          <strong>{settingTexts[name].title}</strong>: {valueWords(name, from)} → {valueWords(name, to)}{" "}
          {isLooser && <Tag tone="warn">looser</Tag>}
        </li>
      ))}
    </ul>
  );
}
