import type { Browser, BrowserContext, Page } from "playwright-core";

/** Somebody with a browser of their own, in which every fault of the console is noted. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the content security policy, errors of scripts, and requests to other origins. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

export interface VisitorOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  readonly userAgent?: string;
}

const reportViolations = `
  addEventListener("securitypolicyviolation", (event) =>
    console.error("CSP violation: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
`;

export async function visit(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
  const { width = 1280, height = 860, colorScheme = "light", userAgent } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme,
    locale: "en-GB",
    timezoneId: "Europe/Tallinn",
    reducedMotion: "reduce",
    ...(userAgent !== undefined && { userAgent }),
  });
  const faults: string[] = [];
  await context.addInitScript({ content: reportViolations });
  context.on("weberror", (error) => faults.push(`error: ${error.error().message}`));
  context.on("console", (message) => {
    // A refused request is an answer; the journeys assert which ones come.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  context.on("request", (request) => {
    const target = new URL(request.url());
    if (target.protocol !== "blob:" && target.origin !== url) faults.push(`request to ${target.origin}`);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { page, context, faults, close: () => context.close() };
}
