import { type PolicySettings, type SettingName, settings } from "@holdfast/contract";
import { NativeSelect, TextInput } from "@mantine/core";
import { useId } from "react";

import { boundsOf } from "./policy-draft.ts";
import classes from "./setting-row.module.css";
import { settingTexts } from "./setting-texts.ts";
import { choices, choiceWords, valueWords } from "./setting-words.ts";

export interface SettingRowProps {
  readonly name: SettingName;
  readonly value: string;
  readonly fault: string | undefined;
  readonly now: PolicySettings;
  readonly compared: { readonly title: string; readonly settings: PolicySettings };
  /** Left out for those who may only read. */
  readonly onChange?: (value: string) => void;
}

/** A setting beside what it is now and what the compared preset makes of it. */
export function SettingRow({ name, value, fault, now, compared, onChange }: SettingRowProps) {
  const fieldId = useId();
  const bounds = boundsOf(name);
  const { title, note } = settingTexts[name];
  const { unit } = settings[name];
  const isDifferent = now[name] !== compared.settings[name];
  return (
    <div className={classes.row} data-changed={value !== String(now[name])}>
      <div className={classes.name}>
        <label htmlFor={fieldId} className={classes.title}>
          {title}
        </label>
        <p className={classes.note}>
          {note} {bounds !== null && `From ${bounds.minimum} to ${bounds.maximum.toLocaleString("en")}.`}
        </p>
      </div>
      <div className={classes.field}>
        <Field id={fieldId} name={name} value={value} fault={fault} unit={unit} onChange={onChange} />
      </div>
      <dl className={classes.values}>
        <div>
          <dt className={classes.note}>Now</dt>
          <dd>{valueWords(name, now[name])}</dd>
        </div>
        <div data-different={isDifferent} className={classes.compared}>
          <dt className={classes.note}>{compared.title}</dt>
          <dd>{isDifferent ? valueWords(name, compared.settings[name]) : "the same"}</dd>
        </div>
      </dl>
    </div>
  );
}

interface FieldProps extends Pick<SettingRowProps, "name" | "value" | "fault"> {
  readonly id: string;
  readonly unit: string;
  readonly onChange: ((value: string) => void) | undefined;
}

function Field({ id, name, value, fault, unit, onChange }: FieldProps) {
  const bounds = boundsOf(name);
  const common = {
    id,
    name,
    value,
    error: fault,
    disabled: onChange === undefined,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange?.(event.currentTarget.value),
  };
  if (bounds === null) return <NativeSelect {...common} data={choicesOf(name)} />;
  return (
    <TextInput
      {...common}
      inputMode="numeric"
      autoComplete="off"
      rightSection={<span className={classes.unit}>{unit}</span>}
      rightSectionWidth="5.5rem"
    />
  );
}

const choicesOf = (name: SettingName): { value: string; label: string }[] =>
  (choices[name] ?? []).map((value) => ({ value, label: choiceWords[value] }));
