import { html, type Html, prose } from "./html.ts";
import { type Noun, nounsOfContract } from "./nouns.ts";
import type { ApiFacts } from "./openapi.ts";
import { endpointView, operationView } from "./operation-view.ts";
import type { PageContent } from "./page.ts";

/** The front page: every operation, by noun. */
export const indexPage = ({ title }: ApiFacts): PageContent => ({
  path: "/docs",
  title: `${title} API`,
  lead: "Every operation of this deployment. Start with the conventions; they are short, and hold everywhere.",
  body: html`<div class="nouns">${nounsOfContract().map(nounCard)}</div>`,
});

const nounCard = ({ id, title, summary, operations }: Noun): Html =>
  html`<section class="noun">
    <h2><a href="/docs/${id}">${title}</a></h2>
    <p>${summary}</p>
    <ul class="operations">
      ${operations.map(
        (spec) =>
          html`<li>
            <a href="/docs/${id}#${spec.id}"
              ><span class="endpoint">${endpointView(spec)}</span>
              <span class="summary">${prose(spec.summary)}</span></a
            >
          </li>`,
      )}
    </ul>
  </section>`;

/** One page per noun, with its operations in full. */
export const nounPages = ({ serverUrl }: ApiFacts): PageContent[] =>
  nounsOfContract().map(({ id, title, summary, operations }) => ({
    path: `/docs/${id}`,
    title,
    lead: summary,
    body: html`${operations.map((spec) => operationView(spec, serverUrl))}`,
  }));
