export { apiDocsPages } from "./pages.ts";
