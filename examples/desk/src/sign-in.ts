import { ApiProblem, type Client } from "@holdfast/sdk";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { bearerOf, tokensOf } from "./access.ts";
import type { Elsewhere, FactorKind, SignInAnswer } from "./api.ts";
import { clearTokens, setTokens } from "./cookies.ts";
import { type Sql, withAccount } from "./database.ts";
import { holdfastFor } from "./holdfast.ts";
import { rememberPerson } from "./people-store.ts";
import { exact, text } from "./shape.ts";

interface SignInDeps {
  readonly sql: Sql;
  readonly holdfastUrl: string;
  readonly consoleUrl: string;
}

type Step = Awaited<ReturnType<Client["signIn"]>>;

const passwordStep = {
  body: exact({ email: text(254), password: text(128), account: text(60) }, ["email", "password"]),
};
const factorStep = {
  body: exact({ challenge: text(256), kind: { enum: ["totp", "recovery_code"] }, code: text(40) }),
};
const proof = { body: exact({ kind: { enum: ["password", "totp"] }, secret: text(128) }) };

interface PasswordStep {
  readonly email: string;
  readonly password: string;
  readonly account?: string;
}

interface FactorStep {
  readonly challenge: string;
  readonly kind: FactorKind;
  readonly code: string;
}

/** For whoever is not signed in yet. What they type goes on to Holdfast, which answers what is still missing. */
export function signInRoutes(app: FastifyInstance, deps: SignInDeps): void {
  app.post<{ Body: PasswordStep }>("/session", { schema: passwordStep }, async (request, reply) => {
    try {
      const step = await holdfastFor(deps.holdfastUrl, request).signIn({ body: request.body });
      return await goOn(deps, request, reply, step);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === "captcha.required") return elsewhere(deps, "captcha");
      throw error;
    }
  });
  app.post<{ Body: FactorStep }>("/session/factor", { schema: factorStep }, async (request, reply) => {
    const { challenge, kind, code } = request.body;
    const body = { challenge, proof: { kind, code } };
    const step = await holdfastFor(deps.holdfastUrl, request).completeSignIn({ body });
    return goOn(deps, request, reply, step);
  });
}

/** For whoever is: the guard has let them in. */
export function sessionRoutes(app: FastifyInstance, { holdfastUrl }: Pick<SignInDeps, "holdfastUrl">): void {
  const own = (request: FastifyRequest): Client => holdfastFor(holdfastUrl, request, bearerOf(request));

  app.delete("/session", async (request, reply) => {
    await own(request).signOut();
    clearTokens(reply);
    return reply.code(204).send();
  });
  app.post<{ Body: { kind: "password" | "totp"; secret: string } }>(
    "/session/proof",
    { schema: proof },
    async (request, reply) => {
      const { kind, secret } = request.body;
      const given = kind === "password" ? ({ kind, password: secret } as const) : ({ kind, code: secret } as const);
      await own(request).giveProof({ body: { proof: given } });
      return reply.code(204).send();
    },
  );
}

async function goOn(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply, step: Step): Promise<SignInAnswer> {
  switch (step.step) {
    case "factor":
      return { step: "factor", challenge: step.challenge, factors: step.factors };
    case "verify_email":
    case "confirm":
      return elsewhere(deps, step.step);
    case "enrol":
      // A session that may set up a second factor and do nothing else: that is done at Holdfast, with one of its own.
      await holdfastFor(deps.holdfastUrl, request, step.accessToken).signOut();
      return elsewhere(deps, "enrol");
    case "done": {
      const tokens = tokensOf(step);
      await rememberCaller(deps, holdfastFor(deps.holdfastUrl, request, tokens.accessToken));
      setTokens(reply, tokens);
      return { step: "done" };
    }
  }
}

const elsewhere = ({ consoleUrl }: SignInDeps, reason: Elsewhere): SignInAnswer => ({
  step: "elsewhere",
  reason,
  consoleUrl,
});

async function rememberCaller({ sql }: SignInDeps, holdfast: Client): Promise<void> {
  const { user, account } = await holdfast.readMe();
  await withAccount(sql, account.id, (tx) =>
    rememberPerson(tx, { userId: user.id, name: user.name, workspace: account.name }),
  );
}
