export {
  addressesAfter,
  addressOf,
  addUser,
  changeAddress,
  administratorsOf,
  findByEmail,
  findUser,
  forgetFormerAddresses,
  isAddressFree,
  lockUser,
  markVerified,
  type NewUser,
  type UserDeps,
  userView,
} from "./users.ts";
export { plainReading, type Reading, readingOf, setReading } from "./reading.ts";
export { readBounce, updateBounce } from "./reading-store.ts";
export { userEvent } from "./events.ts";
export { orGone } from "./gone.ts";
export { holdActive, listActive, listUserIds, updateRole, updateSuspension, type UserRow } from "./store.ts";
export type { TakeBack, Taken } from "./take-back.ts";
export { userRoutes } from "./routes.ts";
