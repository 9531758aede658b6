import { type ProblemCode, problems, type RouteSpec } from "@holdfast/contract";

import { recentProofMs } from "../mount.ts";
import { curlOf } from "./curl.ts";
import { exampleOf } from "./example.ts";
import { html, type Html, type HtmlPart, prose } from "./html.ts";
import { type JsonSchema, plain } from "./json-schema.ts";
import { parameterName, pathOf } from "./operation-path.ts";
import { refusalsOf } from "./refusals.ts";
import { fieldsView, schemaView } from "./schema-view.ts";

/** Everything about one operation: what it is for, who may call it, what goes in, what comes out. */
export function operationView(spec: RouteSpec, serverUrl: string): Html {
  return html`<section class="operation" id="${spec.id}" aria-labelledby="${spec.id}-title">
    <h2 id="${spec.id}-title"><a href="#${spec.id}">${prose(spec.summary)}</a></h2>
    <p class="endpoint">${endpointView(spec)}</p>
    <div class="columns">
      <div class="explanation">
        <dl class="facts">
          <div>
            <dt>Who</dt>
            <dd>${callerWords(spec)}</dd>
          </div>
          <div>
            <dt>Right</dt>
            <dd>${rightView(spec)}</dd>
          </div>
          <div>
            <dt>Rate class</dt>
            <dd><a href="/docs/conventions#rate-limits">${spec.rate}</a></dd>
          </div>
          ${
            spec.idempotent === true
              ? html`<div>
                  <dt>Repeatable</dt>
                  <dd>with <a href="/docs/conventions#idempotency">Idempotency-Key</a></dd>
                </div>`
              : null
          }
        </dl>
        ${parts(spec)} ${refusalsView(spec)}
      </div>
      <div class="examples">${example("Request", curlOf(spec, serverUrl))} ${answerExamples(spec)}</div>
    </div>
  </section>`;
}

/** Method and path, the parameters set apart. */
export const endpointView = (spec: RouteSpec): Html =>
  html`<span class="method ${spec.method.toLowerCase()}">${spec.method}</span>
    <code class="path"
      >${pathOf(spec)
        .split(/(\{\w+\})/)
        .map((part) => (part.startsWith("{") ? html`<var>${part}</var>` : part))}</code
    >`;

const whoWords: Readonly<Record<RouteSpec["who"], string>> = {
  public: "anybody",
  user: "a signed-in user",
  recent: `a signed-in user who proved it in the last ${recentProofMs / 60_000} minutes`,
  guard: "a guard, with a token of its own",
  forwarded: "whoever sent the request that a proxy asks about",
};

const callerWords = ({ who, strength }: RouteSpec): string =>
  whoWords[who] + (strength === "factor" ? ", by a second factor" : "");

function rightView({ right, who }: RouteSpec): HtmlPart {
  if (right !== null) return html`<a href="/docs/rights"><code>${right}</code></a>`;
  return who === "public" ? "none" : "none; only what is the caller’s own";
}

const parts = (spec: RouteSpec): HtmlPart => [
  spec.params === undefined ? null : partView("Path", renamed(plain(spec.params))),
  spec.query === undefined ? null : partView("Query", plain(spec.query)),
  spec.body === undefined ? null : partView("Body", plain(spec.body)),
  Object.entries(spec.response).map(([status, answer]) =>
    typeof answer === "string"
      ? html`<h3>Answer ${status}</h3>
          <p class="quiet">Bytes of type <code>${answer}</code>.</p>`
      : partView(`Answer ${status}`, plain(answer)),
  ),
];

const partView = (title: string, schema: JsonSchema): Html =>
  html`<h3>${title}</h3>
    ${title === "Path" ? fieldsView(schema) : schemaView(schema)}`;

/** The rest of a path under the name that it has in documentation. */
const renamed = ({ properties = {}, ...rest }: JsonSchema): JsonSchema => ({
  ...rest,
  properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [parameterName(name), schema])),
  required: Object.keys(properties).map(parameterName),
});

/** What the operation itself refuses, then, folded, what every operation of its kind does. */
function refusalsView(spec: RouteSpec): Html {
  const own = new Set<ProblemCode>(spec.problems);
  const common = refusalsOf(spec).filter((code) => !own.has(code));
  return html`<h3>Refusals</h3>
    ${own.size === 0 ? null : refusalList([...own])}
    <details>
      <summary>${own.size === 0 ? "Those" : "And those"} of every operation like it</summary>
      ${refusalList(common)}
    </details>`;
}

const refusalList = (codes: readonly ProblemCode[]): Html =>
  html`<ul class="refusals">
    ${codes.map(
      (code) =>
        html`<li>
          <span class="status">${problems[code].status}</span>
          <a href="/docs/problems#${code}"><code>${code}</code></a> ${problems[code].title}
        </li>`,
    )}
  </ul>`;

const answerExamples = (spec: RouteSpec): HtmlPart =>
  Object.entries(spec.response).map(([status, answer]) =>
    typeof answer === "string"
      ? null
      : example(`Answer ${status}`, JSON.stringify(exampleOf(plain(answer), spec.id), null, 2)),
  );

// A code block that can scroll must be reachable by keyboard (WCAG 2.1.1).
const example = (title: string, text: string): Html =>
  html`<figure>
    <figcaption>${title}</figcaption>
    <pre tabindex="0"><code>${text}</code></pre>
  </figure>`;
