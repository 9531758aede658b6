import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

const server = fileURLToPath(new URL("../../", import.meta.url));

/** What opens connections to others, imported for more than its types, at once or when it is needed. */
const clients = /^import (?!type ).*from "(undici|node:(https?|http2|net|tls|dgram)|nodemailer.*|openid-client|ws)";$/m;
const lazily = /import\("(undici|node:(https?|http2|net|tls|dgram)|nodemailer|openid-client)"\)/;
const calls = /(?<![\w.])(fetch\(|new (WebSocket|EventSource)\()/;

/** Each goes to what we or the operator chose (docs/architecture.md, "What goes out"), listens, or tries ourselves. */
const known = [
  "people/captcha/siteverify.ts",
  "people/identities/google.ts",
  "people/passwords/breaches.ts",
  "platform/egress/pinned.ts",
  "platform/egress/post.ts",
  "platform/egress/tls.ts",
  "platform/http/probes/listener.ts",
  "platform/mail/smtp.ts",
  "platform/metrics/operator-port.ts",
  "tenancy/keys/aws-kms-client.ts",
];

test("nothing reaches out but by this way, and by those that lead where no customer says", () => {
  const files = globSync("**/*.ts", { cwd: server }).filter((path) => !/\.test\.ts$|\/testing\//.test(path));
  expect(files.length).toBeGreaterThan(300);
  const reaching = files.filter((path) => {
    const text = readFileSync(`${server}/${path}`, "utf8");
    return [clients, lazily, calls].some((reaches) => reaches.test(text));
  });
  expect(reaching.sort()).toEqual(known);
});
