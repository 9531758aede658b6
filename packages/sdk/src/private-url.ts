/**
 * Where a program with a secret reaches Holdfast. Whoever reads that wire has the secret; whoever writes on it decides
 * who is let in.
 * @throws TypeError
 */
export function privateUrl(baseUrl: string | URL): URL {
  const url = new URL(baseUrl);
  const { protocol, hostname } = url;
  const isHere = hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isHere)) throw new TypeError("baseUrl must be https://");
  return url;
}
