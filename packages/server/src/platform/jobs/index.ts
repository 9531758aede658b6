export { type Chore, startChores } from "./chores.ts";
