/** Programs that people run against the API, by how their User-Agent begins. First match wins. */
const programs: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^holdfast-sdk\b/i, "Holdfast SDK"],
  [/^holdfast-cli\b/i, "Holdfast command"],
  [/^curl\//i, "curl"],
  [/^wget\//i, "Wget"],
  [/^httpie\//i, "HTTPie"],
  [/^postmanruntime\//i, "Postman"],
  [/^insomnia\//i, "Insomnia"],
  [/^(?:node(?:\.js)?|undici|node-fetch|axios|got)(?:$|[\s/(])/i, "Node.js"],
  [/^deno\//i, "Deno"],
  [/^bun\//i, "Bun"],
  [/^(?:python|aiohttp)(?:[/-]|$)/i, "Python"],
  [/^go-http-client\//i, "Go"],
  [/^(?:java|okhttp|apache-httpclient)(?:[/-]|$)/i, "Java"],
  [/^(?:ruby|faraday)\b/i, "Ruby"],
  [/^(?:php|guzzlehttp)\b/i, "PHP"],
  [/^(?:reqwest|ureq|hyper)\//i, "Rust"],
  [/^\.net\b|^dotnet\b/i, ".NET"],
  [/^(?:libwww-perl|lwp)\b/i, "Perl"],
  [/^mozilla\/5\.0 \(windows nt; [^)]{0,64}\) windowspowershell\//i, "PowerShell"],
];

/** The name of the program that sent this User-Agent; null for browsers and what is not in the table. */
export function programOf(userAgent: string): string | null {
  return programs.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
}
