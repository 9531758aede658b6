export { type ApiFacts, openApiDocument } from "./openapi.ts";
export { apiDocsPages } from "./pages.ts";
