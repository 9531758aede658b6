import { expect, test } from "vitest";

import { problems } from "./problems.ts";
import { accountProblems } from "./problems/accounts.ts";
import { outgoingProblems } from "./problems/outgoing.ts";
import { oversightProblems } from "./problems/oversight.ts";
import { programProblems } from "./problems/programs.ts";
import { requestProblems } from "./problems/requests.ts";
import { wayInProblems } from "./problems/ways-in.ts";

test("no part of the refusals overwrites a code of another", () => {
  const parts = [accountProblems, outgoingProblems, oversightProblems, programProblems, requestProblems, wayInProblems];
  expect(parts.flatMap((part) => Object.keys(part)).toSorted()).toEqual(Object.keys(problems).toSorted());
});
