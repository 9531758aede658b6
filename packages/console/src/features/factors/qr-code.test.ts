import { expect, test } from "vitest";

import { outline } from "./qr-code.tsx";

test("a QR code is drawn as runs of dark modules, each once", () => {
  const rows = [
    [true, true, false, true],
    [false, false, false, false],
    [false, true, true, true],
  ];
  expect(outline(rows)).toBe("M0 0h2v1h-2zM3 0h1v1h-1zM1 2h3v1h-3z");
});
