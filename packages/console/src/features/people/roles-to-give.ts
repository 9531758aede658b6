import type { Right, RoleView } from "@holdfast/contract";

export interface RoleChoice {
  readonly value: string;
  readonly label: string;
  readonly disabled: boolean;
}

/** The roles as choices: nobody gives one with a right that they lack. `held` may stay whatever it has. */
export const rolesToGive = (roles: readonly RoleView[], own: readonly Right[], held?: string): RoleChoice[] =>
  roles.map(({ id, name, rights }) => ({
    value: id,
    label: name,
    disabled: id !== held && !rights.every((right) => own.includes(right)),
  }));
