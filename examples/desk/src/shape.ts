/** What a request may bring, as JSON Schema: Fastify refuses the rest before a route sees it. */
export const text = (maxLength: number) => ({ type: "string", minLength: 1, maxLength });

/** An object with these fields and no other; all of them are required unless it is said which. */
export const exact = (properties: Record<string, object>, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
