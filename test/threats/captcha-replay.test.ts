import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { solvedCaptcha } from "../support/captcha.ts";
import { type Deployment, mailedToken, type Member, startDeployment } from "../support/deployment.ts";

/** Whoever solves one CAPTCHA, and would like to be taken for a person ever after. */
let holdfast: Deployment;
let acme: Member;

beforeAll(async () => {
  holdfast = await startDeployment();
  acme = await holdfast.account();
});
afterAll(() => holdfast.stop());

let network = 0;
const newAddress = (): string => `10.77.${(network += 1)}.7`;

const guess = (email: string, address: string, captcha?: string, password = "wrong") =>
  holdfast.call({
    method: "POST",
    url: "/v1/auth/sign-in",
    body: { email, password, account: acme.slug, ...(captcha !== undefined && { captcha }) },
    address,
  });
const codeOf = async (answer: ReturnType<typeof guess>): Promise<string> => (await answer).json().code;

/** A network that has guessed at somebody until it is asked for more. */
async function suspected(email: string): Promise<string> {
  const address = newAddress();
  for (let i = 0; i < 5; i += 1) expect(await codeOf(guess(email, address))).toBe("auth.failed");
  expect(await codeOf(guess(email, address))).toBe("captcha.required");
  return address;
}

describe("guessing at one person", () => {
  test("takes a CAPTCHA for each try from the sixth on, the right password included [C-138] [C-140]", async () => {
    const member = await holdfast.member(acme, "developer");
    const address = await suspected(member.email);
    expect(await codeOf(guess(member.email, address, undefined, member.password))).toBe("captcha.required");
    const captcha = await solvedCaptcha(holdfast, "sign_in", address);
    const answer = await guess(member.email, address, captcha, member.password);
    expect([answer.statusCode, answer.json().session.userId ?? member.userId]).toEqual([200, member.userId]);
  });

  test("takes it alike whether or not the person exists [C-141]", async () => {
    const member = await holdfast.member(acme, "developer");
    const codesOf = async (email: string): Promise<string[]> => {
      const address = newAddress();
      const codes: string[] = [];
      for (let i = 0; i < 7; i += 1) codes.push(await codeOf(guess(email, address)));
      const captcha = await solvedCaptcha(holdfast, "sign_in", address);
      codes.push(await codeOf(guess(email, address, captcha)), await codeOf(guess(email, address, captcha)));
      return codes;
    };
    const known = await codesOf(member.email);
    expect(await codesOf("nobody-at-all@example.com")).toEqual(known);
    expect(known.slice(5)).toEqual(["captcha.required", "captcha.required", "auth.failed", "captcha.required"]);
  });

  test("is refused on the grid of time, so that a CAPTCHA tells nothing in milliseconds [C-141]", async () => {
    const member = await holdfast.member(acme, "developer");
    for (const email of [member.email, "nobody-here@example.com"]) {
      const address = await suspected(email);
      const began = performance.now();
      await guess(email, address);
      expect(performance.now() - began).toBeGreaterThan(holdfast.runtime.refusalGridMs);
    }
  });
});

test("one password tried at many people from one network takes a CAPTCHA from the twenty-first on [C-138] [C-140]", async () => {
  const codes: string[] = [];
  const members = [acme.email, (await holdfast.member(acme, "developer")).email];
  for (let i = 0; i < 24; i += 1) {
    const email = members[i % 12] ?? `person-${i}@example.com`;
    codes.push(await codeOf(guess(email, `2001:db8:9:9::${i.toString(16)}`)));
  }
  expect(codes.indexOf("captcha.required")).toBe(20);
  expect(new Set(codes.slice(20))).toEqual(new Set(["captcha.required"]));
});

test("one person tried at from many networks takes a CAPTCHA from the twenty-first on, known or not [C-138] [C-140]", async () => {
  const member = await holdfast.member(acme, "developer");
  for (const email of [member.email, "nobody-anywhere@example.com"]) {
    const codes: string[] = [];
    const before = email === member.email ? 1 : 0;
    for (let i = 0; i < 22; i += 1) codes.push(await codeOf(guess(email, newAddress())));
    const first = codes.indexOf("captcha.required");
    expect([email, first]).toEqual([email, 20 - before]);
  }
});

describe("a solution", () => {
  test("works once, also for two at the same moment [C-140]", async () => {
    const email = "replayed@example.com";
    const address = await suspected(email);
    const captcha = await solvedCaptcha(holdfast, "sign_in", address);
    const codes = await Promise.all([1, 2, 3].map(() => codeOf(guess(email, address, captcha))));
    expect(codes.toSorted()).toEqual(["auth.failed", "captcha.required", "captcha.required"]);
  });

  test("works once in whatever writing", async () => {
    const email = "rewritten@example.com";
    const address = await suspected(email);
    const captcha = await solvedCaptcha(holdfast, "sign_in", address);
    expect(await codeOf(guess(email, address, captcha))).toBe("auth.failed");
    const spaced = JSON.stringify(JSON.parse(Buffer.from(captcha, "base64").toString()), null, 1);
    for (const writing of [`${captcha}==`, Buffer.from(spaced).toString("base64")]) {
      expect(await codeOf(guess(email, address, writing))).toBe("captcha.required");
    }
  });

  test("from another network or for another action is none", async () => {
    const email = "elsewhere@example.com";
    const address = await suspected(email);
    for (const captcha of [
      await solvedCaptcha(holdfast, "sign_in", newAddress()),
      await solvedCaptcha(holdfast, "sign_up", address),
    ]) {
      expect(await codeOf(guess(email, address, captcha))).toBe("captcha.required");
    }
  });

  test("does not come with a forged X-Forwarded-For: the network is the peer's", async () => {
    const address = newAddress();
    const challenge = await holdfast.call({
      method: "POST",
      url: "/v1/auth/captcha",
      body: { action: "sign_in" },
      address,
      headers: { "x-forwarded-for": "198.51.100.9" },
    });
    expect(challenge.json().challenge.parameters.data.network).toBe(address);
  });
});

describe("the mail in place of a CAPTCHA", () => {
  const ask = (email: string) => holdfast.call({ method: "POST", url: "/v1/auth/captcha/mail", body: { email } });

  test("lets its own address try once, and nobody else", async () => {
    const member = await holdfast.member(acme, "developer");
    const other = await holdfast.member(acme, "developer");
    const address = await suspected(member.email);
    expect((await ask(member.email)).statusCode).toBe(202);
    const token = await mailedToken(holdfast.inbox, member.email, "/captcha");
    const answer = await guess(member.email, address, token, member.password);
    expect(answer.statusCode).toBe(200);
    expect(await codeOf(guess(member.email, address, token, member.password))).toBe("captcha.required");
    await ask(other.email);
    const theirs = await mailedToken(holdfast.inbox, other.email, "/captcha");
    expect(await codeOf(guess(member.email, address, theirs, member.password))).toBe("captcha.required");
  });

  test("signs nobody in and resets nothing", async () => {
    const member = await holdfast.member(acme, "developer");
    await ask(member.email);
    const token = await mailedToken(holdfast.inbox, member.email, "/captcha");
    for (const url of ["/v1/auth/magic-link/redeem", "/v1/auth/confirm-sign-in", "/v1/auth/verify-email"]) {
      const answer = await holdfast.call({ method: "POST", url, body: { token } });
      expect([url, answer.statusCode]).not.toEqual([url, 200]);
    }
  });

  test("is answered alike for an address that nobody has [C-141]", async () => {
    const member = await holdfast.member(acme, "developer");
    const [known, unknown] = [await ask(member.email), await ask("nobody-mailed@example.com")];
    expect([known.statusCode, known.body]).toEqual([unknown.statusCode, unknown.body]);
  });
});

test("signing up again and again from one network takes a CAPTCHA [C-140]", async () => {
  const address = newAddress();
  const signUp = (n: number, captcha?: string) =>
    holdfast.call({
      method: "POST",
      url: "/v1/accounts",
      address,
      body: {
        name: "X",
        slug: `many-of-them-${n}`,
        region: "eu",
        owner: { email: `x${n}@example.com`, name: "X", password: "short" },
        ...(captcha !== undefined && { captcha }),
      },
    });
  for (let n = 0; n < 5; n += 1) expect((await signUp(n)).json().code).toBe("password.too_short");
  expect((await signUp(5)).json().code).toBe("captcha.required");
  const captcha = await solvedCaptcha(holdfast, "sign_up", address);
  expect((await signUp(6, captcha)).json().code).toBe("password.too_short");
});
