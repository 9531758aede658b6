import { type PolicyView, type PresetName, presets } from "@holdfast/contract";
import { useState } from "react";

import { Rows } from "../../design/rows.tsx";
import { Section } from "../../design/section.tsx";
import { presetTexts } from "../create-account/presets-text.ts";
import { ComparedPreset } from "./compared-preset.tsx";
import { changesIn, draftFaults, draftOf, settingsOf } from "./policy-draft.ts";
import { SavePanel } from "./save-panel.tsx";
import { SettingRow } from "./setting-row.tsx";
import { settingGroups, settingsIn } from "./setting-texts.ts";

export interface PolicyEditorProps {
  readonly policy: PolicyView;
  readonly mayWrite: boolean;
}

/** The settings in force, a draft of new ones, and a preset beside them. */
export function PolicyEditor({ policy, mayWrite }: PolicyEditorProps) {
  const [draft, setDraft] = useState(() => draftOf(policy.settings));
  const [preset, setPreset] = useState<PresetName>(policy.preset === "strict" ? "standard" : "strict");
  const faults = draftFaults(draft);
  const next = settingsOf(draft, policy.settings);
  const compared = { title: presetTexts[preset].title, settings: presets[preset] };

  return (
    <>
      <ComparedPreset
        preset={preset}
        now={policy.settings}
        onPreset={setPreset}
        {...(mayWrite && { onTake: () => setDraft(draftOf(presets[preset])) })}
      />
      {settingGroups.map((group) => (
        <Section key={group} title={group}>
          <Rows items={settingsIn(group)} keyOf={(name) => name} label={`Settings: ${group}`}>
            {(name) => (
              <SettingRow
                name={name}
                value={draft[name]}
                fault={faults[name]}
                now={policy.settings}
                compared={compared}
                {...(mayWrite && { onChange: (value: string) => setDraft((before) => ({ ...before, [name]: value })) })}
              />
            )}
          </Rows>
        </Section>
      ))}
      {mayWrite && (
        <SavePanel
          policy={policy}
          next={next}
          changes={changesIn(policy.settings, next)}
          faultCount={Object.keys(faults).length}
          onDiscard={() => setDraft(draftOf(policy.settings))}
        />
      )}
    </>
  );
}
