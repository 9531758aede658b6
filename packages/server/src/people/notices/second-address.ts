import type { UserId } from "@holdfast/contract";

import type { AccountScope } from "../../tenancy/directory/index.ts";

const place = (row: UserId) =>
  ({ purpose: "notices", table: "notification_addresses", column: "address_sealed", row }) as const;

export const sealAddress = ({ keys }: AccountScope, user: UserId, address: string): Buffer =>
  keys.seal(place(user), address);

export const openAddress = ({ keys }: AccountScope, user: UserId, sealed: Buffer): string =>
  keys.openText(place(user), sealed);
