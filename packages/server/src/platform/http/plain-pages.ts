import type { FastifyInstance } from "fastify";

/** Something fixed to be read: a document, a style sheet. Rendered once, at start. */
export interface PlainPage {
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function servePages(app: FastifyInstance, pages: readonly PlainPage[]): void {
  for (const page of pages) {
    app.get(page.path, async (_request, reply) =>
      reply
        .type(page.contentType)
        .header("content-security-policy", policy)
        .header("cache-control", "no-cache")
        .send(page.body),
    );
  }
}
