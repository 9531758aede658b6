import { presetNames, presets } from "@holdfast/contract";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { deploymentQuery } from "../../api/queries.ts";
import { Notice } from "../../design/notice.tsx";
import { Page } from "../../design/page.tsx";
import { hasFaults } from "../../form/field-faults.ts";
import { Form, FormActions } from "../../form/form.tsx";
import { type Fields, useFields } from "../../form/use-fields.ts";
import { CaptchaCheck } from "../captcha/captcha-check.tsx";
import { useCaptcha } from "../captcha/use-captcha.ts";
import { NewPasswordField } from "../passwords/new-password-field.tsx";
import { MailSent } from "../mail-links/mail-sent.tsx";
import { ChoiceCards } from "./choice-cards.tsx";
import { draftFaults, type DraftName, emptyDraft, presetOf } from "./draft.ts";
import { presetTexts } from "./presets-text.ts";
import { suggestSlug } from "./slug.ts";
import { useCreateAccount } from "./use-create-account.ts";

export function CreateAccountScreen() {
  const { data: deployment } = useSuspenseQuery(deploymentQuery);
  const fields = useFields<DraftName>(emptyDraft(deployment.regions[0]?.id ?? ""));
  const captcha = useCaptcha("sign_up");
  const create = useCreateAccount(captcha, fields.setFaults);

  if (create.isSuccess) return <MailSent title="Confirm your address" address={fields.values["owner/email"]} />;
  if (deployment.signUp === "closed") return <Closed />;

  const submit = () => {
    const faults = draftFaults(fields.values);
    fields.setFaults(faults);
    if (!hasFaults(faults)) create.mutate(fields.values);
  };
  return (
    <Page title="Create an account" lead="An account is a boundary of its own: its people, its keys, its provable log.">
      <Form onSubmit={submit} faults={fields.faults} error={create.error}>
        <NameFields fields={fields} />
        <PlaceFields fields={fields} regions={deployment.regions} hasPlacements={deployment.signUp === "open"} />
        <PolicyField fields={fields} />
        <OwnerFields fields={fields} />
        <CaptchaCheck captcha={captcha} error={create.error} email={fields.values["owner/email"]} />
        <FormActions>
          <Button type="submit" variant="filled" loading={create.isPending}>
            Create the account
          </Button>
          <Link to="/sign-in">I have one already</Link>
        </FormActions>
      </Form>
    </Page>
  );
}

interface Part {
  readonly fields: Fields<DraftName>;
}

function NameFields({ fields }: Part) {
  const [isSlugOwn, setSlugOwn] = useState(false);
  const name = fields.bind("name");
  const slug = fields.bind("slug");
  return (
    <>
      <TextInput
        label="Account name"
        autoComplete="organization"
        {...name}
        onChange={(event) => {
          name.onChange(event);
          if (!isSlugOwn) fields.set("slug", suggestSlug(event.currentTarget.value));
        }}
      />
      <TextInput
        label="Account address"
        description="Short, and for good: people name it when they belong to several accounts."
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        {...slug}
        onChange={(event) => {
          setSlugOwn(event.currentTarget.value !== "");
          slug.onChange(event);
        }}
      />
    </>
  );
}

interface PlaceProps extends Part {
  readonly regions: readonly { readonly id: string; readonly title: string }[];
  /** Whether there is a choice of placements. */
  readonly hasPlacements: boolean;
}

const placements = [
  { value: "shared", title: "Shared", note: "A database with other accounts, kept apart by the database itself." },
  { value: "dedicated", title: "Dedicated", note: "A database that holds this account and no other." },
];

function PlaceFields({ fields, regions, hasPlacements }: PlaceProps) {
  return (
    <>
      <ChoiceCards
        legend="Region"
        note="Everything of the account is stored there. It does not change later."
        name="region"
        choices={regions.map(({ id, title }) => ({ value: id, title, note: id }))}
        value={fields.values.region}
        onChange={(value) => fields.set("region", value)}
      />
      {hasPlacements && (
        <ChoiceCards
          legend="Placement"
          note="Either way the account is encrypted under a key of its own."
          name="placement"
          choices={placements}
          value={fields.values.placement}
          onChange={(value) => fields.set("placement", value)}
        />
      )}
    </>
  );
}

function PolicyField({ fields }: Part) {
  const preset = presetOf(fields.values.preset);
  return (
    <NativeSelect
      label="Policy to begin with"
      description={`${presetTexts[preset].note}. Every setting can be changed later.`}
      data={presetNames.map((name) => ({ value: name, label: presetTexts[name].title }))}
      {...fields.bind("preset")}
    />
  );
}

function OwnerFields({ fields }: Part) {
  const { passwordMinLength: minLength, passwordAdvisedLength: advisedLength } =
    presets[presetOf(fields.values.preset)];
  const { name, slug, "owner/name": ownerName, "owner/email": ownerEmail } = fields.values;
  return (
    <>
      <TextInput label="Your name" autoComplete="name" {...fields.bind("owner/name")} />
      <TextInput label="Your e-mail" type="email" autoComplete="email" {...fields.bind("owner/email")} />
      <NewPasswordField
        field={fields.bind("owner/password")}
        rules={{ minLength, advisedLength }}
        own={[name, slug, ownerName, ownerEmail]}
      />
    </>
  );
}

const Closed = () => (
  <Page title="Create an account">
    <Notice tone="info" title="New accounts are not open here">
      Ask the operator of this deployment for one.
    </Notice>
    <p>
      <Link to="/sign-in">Go to sign-in</Link>
    </p>
  </Page>
);
