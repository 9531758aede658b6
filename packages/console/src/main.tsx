import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "./design/library.css";
import "./design/tokens.css";
import "./design/base.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { readStyleNonce } from "./app/nonce.ts";
import { Console } from "./app/console.tsx";
import { holdFragmentToken } from "./features/mail-links/fragment-token.ts";
import { holdGoogleReturn } from "./features/sign-in/google-returned.ts";

// Before anything else sees the address: what is secret in it must not reach the history, a bookmark or an error report.
holdFragmentToken();
holdGoogleReturn();

const nonce = readStyleNonce();
// react-remove-scroll, which the library's dialogs use, takes the nonce of its style element from here.
Object.assign(globalThis, { __webpack_nonce__: nonce });

// Each screen brings its own title; the first one in a document counts, and this one is for before there is a screen.
document.querySelector("title")?.remove();

const root = document.getElementById("root");
if (root === null) throw new Error("The page has no #root");
createRoot(root).render(
  <StrictMode>
    <Console nonce={nonce} />
  </StrictMode>,
);
