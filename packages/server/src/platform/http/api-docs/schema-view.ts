import { html, type Html, prose } from "./html.ts";
import { branchesOf, isNull, type JsonSchema } from "./json-schema.ts";
import { nameOf } from "./schema-names.ts";

/** An object's fields as a list: name, type, bounds, meaning, and what is inside. */
export function fieldsView({ properties = {}, required = [], patternProperties, maxProperties }: JsonSchema): Html {
  const fields = Object.entries(properties);
  if (patternProperties !== undefined) {
    const few = maxProperties === undefined ? "Any" : `Up to ${maxProperties}`;
    return html`<p class="quiet">${few} fields, each ${valueWords(patternProperties)}.</p>`;
  }
  if (fields.length === 0) return html`<p class="quiet">An empty object.</p>`;
  return html`<ul class="fields">
    ${fields.map(([name, schema]) => fieldView(name, schema, required.includes(name)))}
  </ul>`;
}

function fieldView(name: string, schema: JsonSchema, required: boolean): Html {
  const { description } = schema;
  return html`<li>
    <code class="name">${name}</code>
    <span class="type">${typeView(schema)}</span>
    ${required ? null : html`<span class="optional">optional</span>`}
    ${schema.default === undefined ? null : html`<span class="quiet">default ${JSON.stringify(schema.default)}</span>`}
    ${description === undefined ? null : html`<p>${prose(description)}</p>`} ${insideView(schema)}
  </li>`;
}

/** A body or an answer: its fields, or each of its alternatives in turn. */
export function schemaView(schema: JsonSchema): Html {
  const branches = branchesOf(schema);
  if (branches.length === 1) return fieldsView(schema);
  return html`<p class="quiet">One of these:</p>
    ${branches.map(
      (branch) =>
        html`<section class="branch">
          <p>
            <code>${nameOf(branch) ?? "object"}</code>${
              branch.description === undefined ? null : html` ${prose(branch.description)}`
            }
          </p>
          ${fieldsView(branch)}
        </section>`,
    )}`;
}

/** The fields of an object, or of the objects in an array, that stand inside a field. */
function insideView(schema: JsonSchema): Html | null {
  const inner = branchesOf(schema)
    .map((branch) => branch.items ?? branch)
    .find(({ type }) => type === "object");
  if (inner?.properties === undefined) return null;
  const name = nameOf(inner);
  if (name === null) return fieldsView(inner);
  return html`<details>
    <summary>Fields of <code>${name}</code></summary>
    ${fieldsView(inner)}
  </details>`;
}

const typeView = (schema: JsonSchema): Html => prose(typeWords(schema));

/** A type in words: "string, 3 to 40 characters", "`User` or null", "list of `Right`". */
export function typeWords(schema: JsonSchema): string {
  const name = nameOf(schema);
  if (schema.anyOf !== undefined && isChoice(schema.anyOf)) return choiceWords(name, schema.anyOf);
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeWords).join(" or ");
  if (name !== null) return `\`${name}\``;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.type === "array") return `list of ${typeWords(schema.items ?? {})}${itemBounds(schema)}`;
  return [typeOf(schema), ...boundsOf(schema)].join(", ");
}

const isChoice = (branches: readonly JsonSchema[]): boolean => branches.every((branch) => branch.const !== undefined);

/** A closed list of words, unless it is long: then its name says enough. */
function choiceWords(name: string | null, branches: readonly JsonSchema[]): string {
  if (name !== null && branches.length > 6) return `\`${name}\``;
  return branches.map((branch) => `\`${JSON.stringify(branch.const)}\``).join(" or ");
}

const valueWords = (schemas: Readonly<Record<string, JsonSchema>>): string =>
  Object.values(schemas)
    .map((schema) => branchesOf(schema).map(typeOf).join(", "))
    .join(", ");

function typeOf(schema: JsonSchema): string {
  if (isNull(schema)) return "null";
  if (schema.format === "date-time") return "time";
  if (schema.format === "email") return "e-mail address";
  const id = /^\^([a-z]{3})_\[/.exec(schema.pattern ?? "")?.[1];
  return id === undefined ? (schema.type ?? "anything") : `id \`${id}_…\``;
}

function boundsOf(schema: JsonSchema): string[] {
  if (schema.type === "integer" || schema.type === "number") return range(schema.minimum, schema.maximum, "");
  // The length of an id or a time follows from its form.
  if (schema.type !== "string" || typeOf(schema) !== "string") return [];
  return range(schema.minLength, schema.maxLength, " characters");
}

const itemBounds = ({ minItems, maxItems, uniqueItems }: JsonSchema): string =>
  [...range(minItems, maxItems, " items"), ...(uniqueItems === true ? ["all different"] : [])]
    .map((words) => `, ${words}`)
    .join("");

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least !== undefined && most !== undefined) return [`${least} to ${most}${unit}`];
  if (least !== undefined) return [`at least ${least}${unit}`];
  return most === undefined ? [] : [`at most ${most}${unit}`];
}
