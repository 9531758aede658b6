export { ApiProblem, type ClientCode, type FieldError } from "./api-problem.ts";
export type { Answer, Call, CallRequest, PagedRoute } from "./call.ts";
export { type Client, type ClientOptions, createClient } from "./client.ts";
