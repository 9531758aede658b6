import type { TrustRenewal } from "@holdfast/contract";

import { readEvents, type ServerEvent } from "./event-reader.ts";
import type { RecentRevocations } from "./recent.ts";
import type { Place, Server } from "./server.ts";
import type { Trouble, Troubles } from "./troubles.ts";
import type { Trust } from "./trust.ts";

export interface RoundsDeps {
  readonly server: Server;
  readonly trust: Trust;
  readonly recent: RecentRevocations;
  /** Trusts for no longer than this, however much is lent. */
  readonly leaseMs: number;
  readonly onReset: () => void;
  readonly troubles: Troubles;
}

/** Until a server has told its own. */
const usualLeaseMs = 1000;
const pausesPerLease = 4;
/** After so many leases without trust, the place in the log may be one that no server knows any more. */
const leasesBeforeStartingOver = 5;

/**
 * Keeps trust alive: says what is applied, learns what came since, four times in a lease; and at once when the stream
 * brings something. The stream is a hint: trust rests on the rounds.
 */
export class Rounds {
  readonly #deps: RoundsDeps;
  readonly #id = crypto.randomUUID();
  readonly #stop = new AbortController();
  #position: Place | null = null;
  #leaseMs: number;
  #lastVouched: number;
  #wake: (() => void) | null = null;
  #hurried = false;
  #lastEventId: string | null = null;
  #heardAt = 0;
  /** By which the stream beats, however short the trust that a product allows. */
  #serverLeaseMs = usualLeaseMs;

  constructor(deps: RoundsDeps) {
    this.#deps = deps;
    this.#leaseMs = Math.min(deps.leaseMs, usualLeaseMs);
    this.#lastVouched = performance.now();
    void this.#renewForEver();
    void this.#followForEver();
  }

  /** N of "revoked everywhere within N milliseconds", as the servers have it. */
  get leaseMs(): number {
    return this.#leaseMs;
  }

  close(): void {
    this.#stop.abort();
    this.#deps.trust.retire();
    this.#wake?.();
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #renewForEver(): Promise<void> {
    while (!this.#stopped) {
      this.#hurried = false;
      const atOnce = await this.#attemptRound();
      if (!atOnce && !this.#hurried && !this.#stopped) await this.#pause(this.#leaseMs / pausesPerLease);
    }
    // Else certificates would wait for the rest of the lease. After the last round, which might borrow once more.
    await this.#deps.server.leave(this.#id).catch(() => {});
  }

  async #attemptRound(): Promise<boolean> {
    try {
      const atOnce = await this.#round();
      this.#deps.troubles.end("renewal_failed");
      return atOnce;
    } catch (error) {
      this.#tell({ what: "renewal_failed", error });
      if (performance.now() - this.#lastVouched > leasesBeforeStartingOver * this.#leaseMs) this.#position = null;
      return false;
    }
  }

  /** @returns whether the next should follow at once: to say that what it brought is applied. */
  async #round(): Promise<boolean> {
    const { server, trust, recent, leaseMs } = this.#deps;
    const sent = trust.instant();
    const answer = await server.renew(this.#id, this.#position, this.#leaseMs);
    if (this.#stopped) return false;
    assertRenewal(answer);
    this.#serverLeaseMs = answer.leaseMs;
    this.#leaseMs = Math.min(leaseMs, answer.leaseMs);
    if (answer.reset) {
      recent.forget();
      this.#deps.onReset();
    }
    for (const { account, subject } of answer.entries) recent.add(account, subject);
    this.#position = answer.position;
    if (answer.trustMs > 0) {
      trust.vouch(sent, Math.min(leaseMs, answer.trustMs), Date.parse(answer.now));
      this.#lastVouched = performance.now();
    }
    return answer.reset || answer.entries.length > 0;
  }

  async #followForEver(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#follow();
      } catch (error) {
        this.#tell({ what: "stream_failed", error });
      }
      if (!this.#stopped) await sleep(this.#leaseMs / pausesPerLease);
    }
  }

  /** Until the stream ends, or has been silent for two leases: a network may swallow it without a word. */
  async #follow(): Promise<void> {
    const silent = new AbortController();
    this.#heardAt = performance.now();
    const watch = setInterval(() => {
      if (performance.now() - this.#heardAt > 2 * this.#serverLeaseMs) silent.abort(new Error("the stream is silent"));
    }, this.#leaseMs / 2);
    const stop = (): void => silent.abort();
    this.#stop.signal.addEventListener("abort", stop);
    try {
      const stream = await this.#deps.server.follow(this.#lastEventId, silent.signal);
      for await (const event of readEvents(stream)) this.#hear(event);
    } finally {
      clearInterval(watch);
      this.#stop.signal.removeEventListener("abort", stop);
    }
  }

  #hear({ name, id, data }: ServerEvent): void {
    this.#heardAt = performance.now();
    this.#deps.troubles.end("stream_failed");
    if (id !== "") this.#lastEventId = id;
    const told: unknown = JSON.parse(data);
    if (typeof told !== "object" || told === null) return;
    if (name === "revocation" && "account" in told && "subject" in told) {
      // Early, like a process applies what it has committed itself; the round that follows says so.
      this.#deps.recent.add(String(told.account), String(told.subject));
      this.#hurry();
    } else if ("seq" in told && told.seq !== this.#position?.seq) this.#hurry();
  }

  #tell(trouble: Trouble): void {
    if (!this.#stopped) this.#deps.troubles.begin(trouble);
  }

  #hurry(): void {
    this.#hurried = true;
    this.#wake?.();
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}

/**
 * A proxy may answer in a server's place. What is compared with NaN is false: such a lease would never end, and no round
 * after it would be made.
 * @throws Error
 */
function assertRenewal({ position, entries, leaseMs, trustMs, now }: TrustRenewal): void {
  const isWhole = typeof position.seq === "number" && Array.isArray(entries) && !Number.isNaN(Date.parse(now));
  if (!isWhole || typeof trustMs !== "number" || !(leaseMs >= 1)) throw new Error("the answer is not one of this API");
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
