import type { PasskeyId, PasskeyView } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";
import { parseUsedOn, passkeyView, type UsedOn } from "./passkey.ts";
import type { PasskeyRow } from "./store.ts";

const place = (row: PasskeyId, column: "name_sealed" | "last_device_sealed") =>
  ({ purpose: "passkey", table: "passkeys", column, row }) as const;

export const sealName = ({ keys }: AccountScope, id: PasskeyId, name: string): Buffer =>
  keys.seal(place(id, "name_sealed"), name);

export const openName = ({ keys }: AccountScope, row: Pick<PasskeyRow, "id" | "nameSealed">): string =>
  keys.openText(place(row.id, "name_sealed"), row.nameSealed);

export const sealUsedOn = ({ keys }: AccountScope, id: PasskeyId, device: UsedOn): Buffer =>
  keys.seal(place(id, "last_device_sealed"), JSON.stringify(device));

export function viewOf(scope: AccountScope, row: PasskeyRow): PasskeyView {
  const { id, lastDeviceSealed: sealed } = row;
  const usedOn = sealed === null ? null : parseUsedOn(scope.keys.openText(place(id, "last_device_sealed"), sealed));
  return passkeyView(row, openName(scope, row), usedOn);
}
