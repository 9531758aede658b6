export {
  addressesAfter,
  addressOf,
  addUser,
  administratorsOf,
  findByEmail,
  findUser,
  markVerified,
  type NewUser,
  type UserDeps,
  userView,
} from "./users.ts";
export { userEvent } from "./events.ts";
export type { UserRow } from "./store.ts";
export { userRoutes } from "./routes.ts";
