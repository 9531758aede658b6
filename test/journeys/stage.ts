import { afterAll, beforeAll } from "vitest";

import { type RunningBrowser, startBrowser } from "./browser.ts";
import { type House, startHouse } from "./house.ts";
import { operate } from "./operator.ts";
import { passRecoveryWait } from "./passing-time.ts";
import { visit, type Visitor, type VisitorOptions } from "./visitor.ts";

/** A house of this file's own, and a browser to visit it with. */
export interface Stage {
  readonly visit: (options?: VisitorOptions) => Promise<Visitor>;
  /** Lets the wait of every recovery be over: hours that no test has. */
  readonly passRecoveryWait: () => Promise<void>;
  /** Runs the `holdfast` command on the house, as its operator would. */
  readonly operate: (...args: readonly string[]) => Promise<string>;
}

export function openStage(): Stage {
  let open: { readonly house: House; readonly chromium: RunningBrowser } | null = null;
  beforeAll(async () => {
    const chromium = await startBrowser();
    open = { chromium, house: await startHouse() };
  });
  afterAll(async () => {
    await open?.chromium.close();
    await open?.house.close();
  });
  const opened = () => {
    if (open === null) throw new Error("The house opens before the first test, not before that");
    return open;
  };
  return {
    visit: (options) => visit(opened().chromium.browser, opened().house.url, options),
    passRecoveryWait: () => passRecoveryWait(opened().house),
    operate: (...args) => operate(opened().house, args),
  };
}
