import { expect } from "vitest";

import { mailedToken, signInAs } from "../../support/deployment.ts";
import { withAccount } from "../../../packages/server/src/tenancy/directory/index.ts";
import { appOf, confirmApp, makeRecoveryCodes, passwordStep } from "../../support/authenticator-app.ts";
import { newDevice } from "../../support/passkeys.ts";
import { type Changes, describeChanges, openHouse } from "./changes.ts";

const house = openHouse();
const { get, post, isLive, canSignIn, small, countBy } = house;

const changes: Changes = {
  async "a new passkey"() {
    const { boss, who } = await small();
    const asked = await house.holdfast.call({ method: "POST", url: "/v1/me/passkeys/options", token: who.token });
    const body = { passkey: newDevice().create(asked.json()) };
    return {
      request: { method: "POST", url: "/v1/me/passkeys", token: who.token, body },
      isDone: async () => (await get("/v1/me/passkeys", who)).json().items.length === 1,
      events: () => countBy(boss, { event: "passkey.registered", actor: who.userId }),
    };
  },
  async "a reset password"() {
    const { who, told, isFelt } = await small();
    await house.holdfast.call({ method: "POST", url: "/v1/auth/forgot-password", body: { email: who.email } });
    const token = await mailedToken(house.holdfast.inbox, who.email, "/reset");
    const password = "orchid-lantern-47-velvet-moth";
    return {
      request: { method: "POST", url: "/v1/auth/reset-password", body: { token, password } },
      isDone: async () => {
        const [withOld, withNew] = await Promise.all([canSignIn(who), canSignIn({ ...who, password })]);
        expect(withOld).toBe(!withNew);
        return withNew;
      },
      events: () => told("password.reset"),
      isFelt,
    };
  },
  async "a changed password"() {
    // An account counts how often its people come with a password.
    const who = await house.holdfast.account();
    const there = await signInAs(house.holdfast, who);
    expect(await isLive(there)).toBe(true);
    const password = "orchid-lantern-47-velvet-moth";
    const body = { currentPassword: who.password, newPassword: password };
    return {
      request: { method: "POST", url: "/v1/me/password", token: who.token, body },
      isDone: async () => {
        const [withOld, withNew] = await Promise.all([canSignIn(who), canSignIn({ ...who, password })]);
        expect(withOld).toBe(!withNew);
        return withNew;
      },
      events: () => countBy(who, { event: "password.changed", target: who.userId }),
      isFelt: async () => !(await isLive(there)),
    };
  },
  async "a confirmed authenticator app"() {
    const { who, told } = await small();
    const { secret } = (await post("/v1/me/factors/totp", undefined, who)).json();
    const body = { code: appOf(house.holdfast, secret).code() };
    return {
      request: { method: "POST", url: "/v1/me/factors/totp/confirmation", token: who.token, body },
      isDone: async () => (await get("/v1/me/factors", who)).json().totp !== null,
      events: () => told("factor.added"),
    };
  },
  async "a sign-in by a recovery code"() {
    const { who, told } = await small();
    await confirmApp(house.holdfast, who);
    const [code] = await makeRecoveryCodes(house.holdfast, who);
    const { challenge } = await passwordStep(house.holdfast, who);
    return {
      request: { method: "POST", url: "/v1/auth/factor", body: { challenge, proof: { kind: "recovery_code", code } } },
      isDone: async () => (await get("/v1/me/factors", who)).json().recoveryCodes.left === 9,
      events: () => told("recovery_codes.used"),
    };
  },
  async "a finished recovery"() {
    const { who, told, isFelt } = await small();
    await confirmApp(house.holdfast, who);
    const { challenge: first } = await passwordStep(house.holdfast, who);
    await post("/v1/auth/recovery", { challenge: first });
    await post("/v1/auth/recovery/begin", { token: await mailedToken(house.holdfast.inbox, who.email, "/recovery") });
    await withAccount(
      house.holdfast.runtime.directory,
      who.accountId,
      ({ sql }) => sql`update recoveries set ready_at = started_at`,
    );
    const { challenge } = await passwordStep(house.holdfast, who);
    return {
      request: { method: "POST", url: "/v1/auth/recovery/finish", body: { challenge } },
      // What it was about is gone: the next sign-in asks for no second factor.
      isDone: async () => (await passwordStep(house.holdfast, who)).step !== "factor",
      events: () => told("recovery.completed"),
      isFelt,
    };
  },
};

const abreast = {
  "a new passkey": 4,
  "a reset password": 6,
  "a confirmed authenticator app": 4,
  "a sign-in by a recovery code": 4,
  "a finished recovery": 4,
};

describeChanges(house, changes, { abreast, takings: 36 });
