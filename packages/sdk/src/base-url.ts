/**
 * Where the API is.
 * @throws TypeError that says what is wrong, and repeats nothing: the platform's own keeps the whole value
 */
export function apiUrl(baseUrl: string | URL): URL {
  const url = URL.canParse(String(baseUrl)) ? new URL(baseUrl) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw wrong("must be an absolute address");
  // With credentials fetch refuses each request, in words that repeat them; paths are put behind what is there.
  if (url.username + url.password + url.search + url.hash !== "")
    throw wrong("must be an address without credentials, query and fragment");
  return url;
}

/**
 * Where a program with a secret reaches Holdfast. Whoever reads that wire has the secret; whoever writes on it decides
 * who is let in.
 * @throws TypeError
 */
export function privateUrl(baseUrl: string | URL): URL {
  const url = apiUrl(baseUrl);
  const { protocol, hostname } = url;
  const isHere = hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  if (protocol !== "https:" && !isHere) throw wrong("must be https:// (http:// for this machine alone)");
  return url;
}

const wrong = (rule: string): TypeError => new TypeError(`baseUrl ${rule}, such as https://holdfast.example.com`);
