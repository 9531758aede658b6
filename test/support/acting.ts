import type { LightMyRequestResponse } from "fastify";

import { type Deployment, type Member, signInAs, type TestRequest } from "./deployment.ts";

/** Somebody who acts over days: signs in again when the session is over, and proves who they are when that is asked. */
export interface Acting {
  readonly member: Member;
  call(method: TestRequest["method"], url: string, body?: unknown): Promise<LightMyRequestResponse>;
}

export function acting(holdfast: Deployment, who: Member): Acting {
  let member = who;
  const send = (method: TestRequest["method"], url: string, body: unknown) =>
    holdfast.call({ method, url, token: member.token, ...(body !== undefined && { body }) });
  return {
    get member() {
      return member;
    },
    async call(method, url, body) {
      const answer = await send(method, url, body);
      if (answer.statusCode !== 401 && answer.statusCode !== 403) return answer;
      if (answer.json().code === "auth.recent_required") {
        const proof = { kind: "password", password: member.password };
        await holdfast.call({ method: "POST", url: "/v1/me/proof", token: member.token, body: { proof } });
      } else if (answer.statusCode === 401) member = await signInAs(holdfast, member);
      else return answer;
      return send(method, url, body);
    },
  };
}
