import type { RouteSpec } from "@holdfast/contract";

/** The name that the rest of a path (`*`) goes by in documentation; OpenAPI knows only named parts. */
export const restName = "tile";

/** The path in OpenAPI's notation. */
export const pathOf = ({ path }: RouteSpec): string => path.replace("*", `{${restName}}`);

/** How a path parameter is called in documentation. */
export const parameterName = (name: string): string => (name === "*" ? restName : name);

const idBody = "01k9r4w8x2v6m0q3t5y7n1h8jd";

/** What stands for a parameter in examples, by the part of the path before it. */
const examples: Readonly<Record<string, string>> = {
  checklist: "own.sessions",
  events: `evt_${idBody}`,
  grants: `sgr_${idBody}`,
  incidents: `inc_${idBody}`,
  mails: "3b0d2c1e-6f4a-4d8b-9c7e-5a1f0b2d4c6e",
  invitations: `inv_${idBody}`,
  keys: `key_${idBody}`,
  passkeys: `pky_${idBody}`,
  reviews: `rvw_${idBody}`,
  roles: `rol_${idBody}`,
  sessions: `ses_${idBody}`,
  streams: `ast_${idBody}`,
  tile: "0/x001/234",
  users: `usr_${idBody}`,
  webhooks: `whk_${idBody}`,
};

/** The path with an example in place of its parameter. */
export const examplePath = ({ path }: RouteSpec): string =>
  path.replace(/(\w+)\/(?:\{\w+\}|\*)/, (found, noun: string) => `${noun}/${examples[noun] ?? found}`);

/** The example of a path's one parameter. */
export const exampleSegment = ({ path }: RouteSpec): string =>
  examples[/(\w+)\/(?:\{\w+\}|\*)/.exec(path)?.[1] ?? ""] ?? "text";
