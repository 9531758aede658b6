import { differences, type PolicySettings, type PresetName, presetNames, presets } from "@holdfast/contract";
import { Button, NativeSelect } from "@mantine/core";

import { presetTexts } from "../create-account/presets-text.ts";
import { presetOf } from "../create-account/draft.ts";
import classes from "./policy.module.css";

export interface ComparedPresetProps {
  readonly preset: PresetName;
  readonly now: PolicySettings;
  readonly onPreset: (preset: PresetName) => void;
  readonly onTake?: () => void;
}

export function ComparedPreset({ preset, now, onPreset, onTake }: ComparedPresetProps) {
  const count = differences(now, presets[preset]).length;
  const words = count === 0 ? "No setting differs" : `${count} ${count === 1 ? "setting differs" : "settings differ"}`;
  return (
    <div className={classes.compare}>
      <NativeSelect
        label="Compare with the preset"
        description={presetTexts[preset].note}
        data={presetNames.map((name) => ({ value: name, label: presetTexts[name].title }))}
        value={preset}
        onChange={(event) => onPreset(presetOf(event.currentTarget.value))}
      />
      <p className={classes.count} role="status">
        {words}
      </p>
      {onTake !== undefined && (
        <Button disabled={count === 0} onClick={onTake}>
          Take it as the draft
        </Button>
      )}
    </div>
  );
}
