import type { FastifyInstance, RouteOptions } from "fastify";

import { Problem } from "../../kernel/problem.ts";

const largestForm = 8 * 1024;

/** Mounts a route that takes a form with these fields in place of JSON. */
export function mountWithForm(app: FastifyInstance, route: RouteOptions, fields: readonly string[]): void {
  void app.register((forms, _options, done) => {
    const accepts = { parseAs: "string", bodyLimit: largestForm } as const;
    forms.addContentTypeParser("application/x-www-form-urlencoded", accepts, (_request, body, parsed) => {
      try {
        parsed(null, parseForm(typeof body === "string" ? body : "", fields));
      } catch (error) {
        parsed(error instanceof Error ? error : new Error("unreadable form"), undefined);
      }
    });
    forms.route(route);
    done();
  });
}

/**
 * The fields of a form. RFC 6749 §3.2: those that are not known are ignored, and none may come twice.
 * @throws Problem(`request.malformed`)
 */
export function parseForm(text: string, fields: readonly string[]): Record<string, string> {
  const form = new URLSearchParams(text);
  const found: Record<string, string> = {};
  for (const field of fields) {
    const [value, ...more] = form.getAll(field);
    if (more.length > 0) throw new Problem("request.malformed", { detail: "A parameter came more than once." });
    // RFC 6749 §3.2: a parameter without a value is treated as if it were left out.
    if (value !== undefined && value !== "") found[field] = value;
  }
  return found;
}
