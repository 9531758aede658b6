import type { CaptchaAction } from "@holdfast/contract";
import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { LightMyRequestResponse } from "fastify";

import type { Deployment, TestRequest } from "./deployment.ts";

/** What the widget of a browser does with a challenge. */
export async function solve(challenge: Parameters<typeof solveChallenge>[0]["challenge"]): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (solution === null) throw new Error("no solution was found in time");
  return Buffer.from(JSON.stringify({ challenge, solution })).toString("base64");
}

/** Asks for a CAPTCHA from an address, and solves it. */
export async function solvedCaptcha(
  { call }: Pick<Deployment, "call">,
  action: CaptchaAction,
  address: string,
): Promise<string> {
  const answer = await call({ method: "POST", url: "/v1/auth/captcha", body: { action }, address });
  if (answer.statusCode !== 200) throw new Error(`the CAPTCHA answered ${answer.statusCode}: ${answer.body}`);
  return solve(answer.json().challenge);
}

const actions: Readonly<Record<string, CaptchaAction>> = {
  "/v1/auth/sign-in": "sign_in",
  "/v1/auth/forgot-password": "forgot_password",
};

/** Sends a request, and once more with a solved CAPTCHA where one is asked for, as a browser does. */
export async function callSolving(
  holdfast: Pick<Deployment, "call">,
  request: TestRequest & { readonly address: string },
): Promise<LightMyRequestResponse> {
  const answer = await holdfast.call(request);
  const action = actions[request.url];
  if (action === undefined || answer.statusCode !== 403 || answer.json().code !== "captcha.required") return answer;
  const captcha = await solvedCaptcha(holdfast, action, request.address);
  return holdfast.call({ ...request, body: { ...Object(request.body), captcha } });
}
