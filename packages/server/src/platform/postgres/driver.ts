import { createRequire, registerHooks } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";

import type Postgres from "postgres";

/**
 * The driver, repaired while it is loaded. In 3.4.9 a connection that breaks inside a transaction ends the process (an
 * uncaught TypeError: porsager/postgres#1208, #1154), or comes back and runs what is left of the dead transaction inside
 * somebody else's (#1216), or never comes back. A failover does that to every server at once. The repairs are those of
 * #1209 and #1215, which are not released.
 *
 * Each names a text that must stand in the driver exactly once: another version does not start until it was looked at.
 */
interface Repair {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const repairs: readonly Repair[] = [
  {
    // Whatever is written to a connection that has gone is refused, where it was an exception that nobody can catch.
    file: "connection.js",
    find: "    const x = socket.write(chunk, fn)\n",
    replace: `    if (socket === null) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
      return false
    }
    const x = socket.write(chunk, fn)
`,
  },
  {
    // A statement that was given to a reset connection between its error and its end waited for ever.
    file: "connection.js",
    find: "    !hadError && (query || sent.length) && error(",
    replace: "    ;(query || sent.length) && error(",
  },
  {
    // What was under way belongs to the connection that has gone: the next one must not find it.
    file: "connection.js",
    find: "    closedTime = performance.now()\n",
    replace: `    query = results = errorResponse = null
    result = new Result()
    closedTime = performance.now()
`,
  },
  {
    // Nor the one that is opened at once, because the first broke while it learnt the types. It took a refusal, such as that
    // its database has gone, for the answer to a question of before, and came back for ever.
    file: "connection.js",
    find: "    if (initial)\n      return reconnect()\n",
    replace: `    if (initial) {
      query && queryError(query, Errors.connection('CONNECTION_CLOSED', options, socket))
      query = results = errorResponse = null
      result = new Result()
      return reconnect()
    }
`,
  },
  {
    // A cleared timer that is remembered as running keeps every later write from being sent.
    file: "connection.js",
    find: "    clearImmediate(nextWriteTimer)\n    socket.removeListener('data', data)\n",
    replace: `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)
`,
  },
  {
    // Whoever waits for the connection is told that it has gone; nobody waits for this question, and its refusal would
    // end the process.
    file: "connection.js",
    find: "        return fetchArrayTypes()\n",
    replace: "        return fetchArrayTypes().catch(() => {})\n",
  },
  {
    // A transaction that is over, or has lost its connection, runs no further statement: not even its own rollback.
    file: "index.js",
    find: "        new Promise((_, reject) => connection.onclose = reject)\n",
    replace: `        new Promise((_, reject) => connection.onclose = e => {
          over = e
          while (queries.length)
            queries.shift().reject(e)
          reject(e)
        })
`,
  },
  {
    file: "index.js",
    find: "      , prepare = null\n",
    replace: "      , prepare = null\n      , over = null\n",
  },
  {
    file: "index.js",
    find: "    } catch (error) {\n      throw error\n    }\n\n    async function scope",
    replace: `    } finally {
      over = over || Errors.generic('TRANSACTION_OVER', 'the transaction of this statement is over')
    }

    async function scope`,
  },
  {
    file: "index.js",
    find: "        q.catch(e => uncaughtError || (uncaughtError = e))\n        c.queue === full",
    replace: `        q.catch(e => uncaughtError || (uncaughtError = e))
        over
          ? q.reject(over)
          : c.queue === full`,
  },
];

/** Marks the addresses of the repaired copy, so that it does not matter whether somebody has loaded the other one. */
const mark = "?repaired";
const repaired = new Set<string>();

const hooks = registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const within = context.parentURL?.endsWith(mark) === true && specifier.startsWith("./");
    return within ? { ...resolved, url: resolved.url + mark } : resolved;
  },
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(mark)) return loaded;
    return { ...loaded, source: repair(basename(url.slice(0, -mark.length)), textOf(loaded.source)) };
  },
});

const textOf = (text: unknown): string =>
  typeof text === "string" ? text : text instanceof Uint8Array ? Buffer.from(text).toString("utf8") : "";

function repair(file: string, original: string): string {
  let text = original;
  for (const { find, replace } of repairs.filter((each) => each.file === file)) {
    if (text.split(find).length !== 2) throw new Error(`postgres/src/${file} is not what the repairs are made for`);
    text = text.replace(find, () => replace);
    repaired.add(find);
  }
  return text;
}

const commonJs = pathToFileURL(createRequire(import.meta.url).resolve("postgres"));
const entry = new URL("../../src/index.js", commonJs).href;
const loaded: unknown = await import(`${entry}${mark}`);
hooks.deregister();
if (repaired.size !== repairs.length) throw new Error("the postgres driver was not repaired");

/** The very module that the types describe. */
const isDriver = (module: unknown): module is { default: typeof Postgres } =>
  typeof module === "object" && module !== null && "default" in module && typeof module.default === "function";
if (!isDriver(loaded)) throw new Error("the postgres driver has no default export");

export const postgres = loaded.default;
export type { Postgres };
