import type { Guide } from "./guides.ts";
import { html, type Html, prose } from "./html.ts";
import { type Noun, nounsOfContract } from "./nouns.ts";
import type { ApiFacts } from "./openapi.ts";
import { endpointView, operationView } from "./operation-view.ts";
import type { PageContent } from "./page.ts";

/** The front page: the guides, then every operation, by noun. */
export const indexPage = ({ title }: ApiFacts, guides: readonly Guide[]): PageContent => ({
  path: "/docs",
  title: `${title} API`,
  lead: "How to stand on this deployment, and every operation of it. The conventions are short, and hold everywhere.",
  body: html`<div class="nouns">${guideCard(guides)} ${nounsOfContract().map(nounCard)}</div>`,
});

/** It stands within a link already. */
const withoutLinks = (text: string): string => text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1");

const guideCard = (guides: readonly Guide[]): Html =>
  html`<section class="noun">
    <h2>Guides</h2>
    <p>How an application, in whatever language, verifies every request, and how to bring it to production.</p>
    <ul class="operations">
      ${guides.map(
        ({ path, title, lead }) =>
          html`<li>
            <a href="${path}"><strong>${title}</strong> <span class="summary">${prose(withoutLinks(lead))}</span></a>
          </li>`,
      )}
    </ul>
  </section>`;

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
