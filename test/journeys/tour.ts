import type { Page } from "playwright-core";
import { expect } from "vitest";

/** A state of a screen that one can be brought to, once signed in or before. */
export interface Stop {
  readonly name: string;
  readonly isPublic?: true;
  reach(page: Page): Promise<void>;
}

const open = (path: string, heading: string | RegExp) => async (page: Page) => {
  await page.goto(path);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  await expect.poll(() => page.getByText(/^Loading/).count()).toBe(0);
};

/** Of somebody of Tallinn, and of somebody else. */
const tries = [
  ["EE", "signed_in", "nothing", null],
  ["EE", "signed_in", "nothing", null],
  ["DE", "signed_in", "notice", "country.new"],
  ["BR", "blocked", "block", "travel.impossible"],
  ["SG", "refused", "nothing", "failures.several"],
  ["EE", "signed_in", "nothing", null],
  ["US", "challenged", "challenge", "network.hosting"],
  ["NL", "signed_in", "nothing", null],
] as const;

export const stops: readonly Stop[] = [
  { name: "sign-in", isPublic: true, reach: open("/sign-in", "Sign in") },
  {
    name: "sign-in-refused",
    isPublic: true,
    async reach(page) {
      await open("/sign-in", "Sign in")(page);
      await page.getByText("I belong to several accounts").click();
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("Type your e-mail address.").waitFor();
    },
  },
  { name: "create", isPublic: true, reach: open("/create", "Create an account") },
  {
    name: "create-typed",
    isPublic: true,
    async reach(page) {
      await open("/create", "Create an account")(page);
      await page.getByLabel("Account name").fill("Möwe & Söhne GmbH");
      await page.getByLabel("Dedicated").check();
      await page.getByLabel("Policy to begin with").selectOption("strict");
      await page.getByRole("textbox", { name: "Password" }).fill("summer2026summer");
      await page.getByText(/^(Falls at once|Weak|Fair|Good|Strong)\.$/).waitFor();
    },
  },
  { name: "forgot", isPublic: true, reach: open("/forgot", "Set a new password") },
  { name: "verify-without-link", isPublic: true, reach: open("/verify", "Confirm your address") },
  { name: "verify", isPublic: true, reach: open("/verify#token=0123456789abcdef", "Confirm your address") },
  { name: "reset", isPublic: true, reach: open("/reset#token=0123456789abcdef", "Set a new password") },
  { name: "join-without-link", isPublic: true, reach: open("/join", "Join an account") },
  { name: "magic-link", isPublic: true, reach: open("/magic-link", "Sign in by mail") },
  { name: "magic-link-opened", isPublic: true, reach: open("/magic-link#token=0123456789abcdef", "Sign in") },
  { name: "google", isPublic: true, reach: open("/google", "Sign in with Google") },
  { name: "begin-recovery", isPublic: true, reach: open("/recovery#token=0123456789abcdef", "Begin the recovery") },
  { name: "not-me", isPublic: true, reach: open("/not-me#token=0123456789abcdef", "This was not me") },
  {
    name: "confirm-sign-in-refused",
    isPublic: true,
    async reach(page) {
      await open("/confirm-sign-in#token=0123456789abcdef", "Was that you?")(page);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("This link does not work any more").waitFor();
    },
  },
  { name: "incident-guide", isPublic: true, reach: open("/incident-guide", "What to do in an incident") },
  {
    name: "incident-guide-contact",
    isPublic: true,
    async reach(page) {
      await page.route("**/v1/deployment", async (route) => {
        const deployment = await (await route.fetch()).json();
        return route.fulfill({ json: { ...deployment, securityContact: "mailto:security@tidewater.example" } });
      });
      await open("/incident-guide", "What to do in an incident")(page);
      const contact = page.getByRole("link", { name: "security@tidewater.example" });
      expect(await contact.getAttribute("href")).toBe("mailto:security@tidewater.example");
      await page.unroute("**/v1/deployment");
    },
  },
  { name: "signed-out", isPublic: true, reach: open("/signed-out", "You are signed out") },
  { name: "nowhere", isPublic: true, reach: open("/nowhere", "There is nothing here") },
  { name: "inbox", isPublic: true, reach: open("/inbox", "Mail inbox") },
  { name: "home", reach: open("/home", "Tidewater Labs") },
  {
    name: "menu",
    async reach(page) {
      await open("/home", "Tidewater Labs")(page);
      const button = page.getByRole("button", { name: "Menu" });
      if (await button.isVisible()) await button.click();
      await page.getByRole("navigation", { name: "Main" }).waitFor();
    },
  },
  { name: "enrol", reach: open("/enrol", "Set up a second factor") },
  {
    name: "enrol-app",
    async reach(page) {
      await open("/enrol", "Set up a second factor")(page);
      await page.getByRole("button", { name: "Use an app" }).click();
      await page.getByRole("img", { name: /^QR code/ }).waitFor();
    },
  },
  { name: "profile", reach: open("/profile", "Profile") },
  { name: "methods", reach: open("/profile/sign-in-methods", "Sign-in methods") },
  { name: "notices", reach: open("/profile/notices", "Notices") },
  { name: "sessions", reach: open("/sessions", "Sessions") },
  { name: "people", reach: open("/people", "People") },
  {
    name: "person",
    async reach(page) {
      await open("/people", "People")(page);
      await page.getByRole("list", { name: "People of this account" }).getByRole("link").first().click();
      await page.getByRole("button", { name: "End every session" }).waitFor();
      await expect.poll(() => page.getByText(/^Loading/).count()).toBe(0);
    },
  },
  {
    name: "invite",
    async reach(page) {
      await open("/people", "People")(page);
      await page.getByRole("button", { name: "Invite somebody" }).click();
      await page.getByLabel("Their e-mail").fill("somebody");
      await page.getByRole("button", { name: "Send the invitation" }).click();
      await page.getByText("Type their e-mail address.").waitFor();
    },
  },
  { name: "protection", reach: open("/protection", "Protection") },
  {
    name: "protection-mapped",
    async reach(page) {
      const { user } = await (await page.request.get("/v1/me")).json();
      const items = tries.map(([country, outcome, decision, reason], n) => ({
        id: `sgt_0000000000000000000000000${n}`,
        user: user.id,
        at: new Date(Date.now() - n * 86_400_000).toISOString(),
        kind: "password",
        outcome,
        decision,
        reasons: reason === null ? [] : [reason],
        address: `192.0.2.${n}`,
        country,
        network: 64_500,
        browser: "Firefox 145",
        system: "Linux",
      }));
      const body = JSON.stringify({ items, nextCursor: null });
      await page.route("**/v1/protection/events*", (route) => route.fulfill({ contentType: "application/json", body }));
      await open("/protection", "Protection")(page);
      await page.getByRole("row", { name: /Estonia/ }).waitFor();
      await page.getByRole("img", { name: /^Map of the world: 6 countries/ }).waitFor();
      await page.unroute("**/v1/protection/events*");
    },
  },
  { name: "checklist", reach: open("/checklist", "Security checklist") },
  { name: "account-sessions", reach: open("/account-sessions", "All sessions") },
  { name: "keys", reach: open("/keys", "API keys") },
  { name: "account-keys", reach: open("/account-keys", "All API keys") },
  { name: "roles", reach: open("/roles", "Roles") },
  {
    name: "role-editor",
    async reach(page) {
      await open("/roles", "Roles")(page);
      await page.getByRole("button", { name: "New role" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Auditor");
      await page.getByRole("dialog").getByRole("checkbox", { name: "export" }).check();
    },
  },
  { name: "audit", reach: open("/audit", "Audit log") },
  { name: "reviews", reach: open("/reviews", "Access reviews") },
  { name: "support", reach: open("/support", "Support access") },
  {
    name: "support-grant",
    async reach(page) {
      await open("/support", "Support access")(page);
      await page.getByRole("button", { name: "Let support in" }).click();
      await page.getByRole("button", { name: "Let them read" }).click();
      await page.getByText("Choose at least one.").waitFor();
    },
  },
  { name: "webhooks", reach: open("/webhooks", "Webhooks") },
  {
    name: "webhook-new",
    async reach(page) {
      await open("/webhooks", "Webhooks")(page);
      await page.getByRole("button", { name: "New webhook" }).click();
      await page.getByRole("button", { name: "Create the webhook" }).click();
      await page.getByText("Choose at least one.").waitFor();
    },
  },
  { name: "audit-streams", reach: open("/audit-streams", "Audit streams") },
  {
    name: "audit-stream-new",
    async reach(page) {
      await open("/audit-streams", "Audit streams")(page);
      await page.getByRole("button", { name: "New stream" }).click();
      await page.getByRole("button", { name: "Create the stream" }).click();
      await page.getByText(/^A whole address, such as/).waitFor();
    },
  },
  { name: "audit-empty", reach: open("/audit?event=role.deleted", "Audit log") },
  {
    name: "audit-verified",
    async reach(page) {
      await open("/audit?event=session.created", "Audit log")(page);
      await page.getByRole("list", { name: "Events" }).getByRole("button").first().click();
      await page.getByRole("button", { name: "Verify in this browser" }).click();
      await page.getByText("Verified.").waitFor();
    },
  },
  { name: "policy", reach: open("/policy", "Policy") },
  {
    name: "policy-loosened",
    async reach(page) {
      await open("/policy", "Policy")(page);
      await page.getByLabel("Lifetime of an access token").fill("60");
      await page.getByLabel("Reason").waitFor();
    },
  },
  {
    name: "sessions-refused",
    async reach(page) {
      const refusal = { code: "service.unavailable", status: 503, title: "", advice: "", instance: "urn:request:7f3c" };
      const body = JSON.stringify(refusal);
      const answer = { status: 503, contentType: "application/problem+json", body };
      await page.route("**/v1/sessions", (route) => route.fulfill(answer));
      await page.goto("/sessions");
      await page.getByText("A security check is unavailable").waitFor();
      await page.unroute("**/v1/sessions");
    },
  },
];
