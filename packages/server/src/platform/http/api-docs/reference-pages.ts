import {
  builtInRoles,
  events,
  type ProblemSpec,
  problems,
  rightSet,
  rights,
  rolePresets,
  hasRight,
} from "@holdfast/contract";

import { html, type Html, prose } from "./html.ts";
import type { PageContent } from "./page.ts";

/** Every refusal, each at the anchor that the `type` of a problem points to. */
export const problemsPage = (): PageContent => ({
  path: "/docs/problems",
  title: "Problems",
  lead: "Every refusal that the API can give. Codes are permanent; titles may be reworded.",
  body: html`<dl class="problems">
    ${Object.entries<ProblemSpec>(problems).map(
      ([code, { status, title, advice }]) =>
        html`<div id="${code}">
          <dt>
            <a href="#${code}"><code>${code}</code></a> <span class="status">${status}</span>
          </dt>
          <dd>
            <p>${title}.</p>
            <p class="quiet">${prose(advice)}</p>
          </dd>
        </div>`,
    )}
  </dl>`,
});

/** Which built-in role holds which right, for both sets of roles. */
export const rightsPage = (): PageContent => ({
  path: "/docs/rights",
  title: "Rights and roles",
  lead: "A role is a set of rights, and a user has one role. An account uses one of two sets of built-in roles, by its policy, and adds its own.",
  body: html` ${presetTable("Root, Admin, Developer, Monitor, Billing", rolePresets.five)}
    ${presetTable("Owner, Admin, Agent", rolePresets.three)}
    <p>
      The last user with Root or Owner cannot lose that role. Nobody can give or take a role with rights that they do
      not have. Root, Owner and Admin, and roles of your own that can change other people’s access, are held to the
      shorter session limits of the policy.
    </p>`,
});

function presetTable(title: string, roles: readonly (keyof typeof builtInRoles)[]): Html {
  const columns = roles.map((name) => ({ title: builtInRoles[name].title, held: rightSet(builtInRoles[name].rights) }));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">
    <table>
      <caption>
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Right</th>
          ${columns.map((column) => html`<th scope="col">${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rights.map(
          (right) =>
            html`<tr>
              <th scope="row"><code>${right}</code></th>
              ${columns.map(({ held }) =>
                hasRight(held, right)
                  ? html`<td class="yes"><span class="spoken">yes</span></td>`
                  : html`<td><span class="spoken">no</span></td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Every audit event by name. */
export const eventsPage = (): PageContent => ({
  path: "/docs/events",
  title: "Audit events",
  lead: "Every event that an account’s log can hold, and what its target is. Names are permanent.",
  body: html`<div class="scroll" tabindex="0" role="region" aria-label="Audit events">
    <table>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">Meaning</th>
          <th scope="col">Target</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(events).map(
          ([name, { title, target }]) =>
            html`<tr id="${name}">
              <th scope="row"><code>${name}</code></th>
              <td>${title}</td>
              <td>${target ?? "none"}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`,
});
