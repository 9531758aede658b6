import { expect, test } from "vitest";

import { controlClaimsIn } from "./control-claims.ts";

test("a control's claims are read with its name, however the list is written", () => {
  const source = `export const controls = [
    { name: "tls.floor", claims: ["C-032", "C-033"], probe },
    control({ name: "tls.hsts", claims: ["C-037"] as const, probe: () => ({ claims: 3 }) }),
    { name: "no.claims", probe },
  ];`;
  expect(controlClaimsIn("controls.ts", source)).toEqual([
    { control: "tls.floor", ids: ["C-032", "C-033"], line: 2 },
    { control: "tls.hsts", ids: ["C-037"], line: 3 },
  ]);
});
