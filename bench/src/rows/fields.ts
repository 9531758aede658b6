import { interleave, medianRate, ratioOf, type Slice } from "../harness/rounds.ts";
import { newDeployment, populate, startFields } from "../harness/servers.ts";
import type { Way } from "../servers/fields.ts";
import { perSecond, times } from "./figures.ts";
import { atLeast, type Row } from "./row.ts";

/** What a field costs beyond AES itself: place, header, commitment, and by default a key for every message. */
export const fields: Row = {
  name: "fields",
  async measure(stage) {
    const deployment = newDeployment(stage);
    const [member] = await populate(deployment, {});
    if (member === undefined) throw new Error("nobody there");
    await using worker = await startFields();
    await worker.ask("start", deployment, member.accountId);
    const measure = (bytes: number) => {
      const way = (name: Way) => (ms: number) => worker.ask("run", name, bytes, ms);
      return interleave(stage.schedule, {
        xaes: way("xaes-256-gcm"),
        gcm: way("aes-256-gcm"),
        raw: way("raw, key object"),
        rawBytes: way("raw, key bytes"),
      });
    };
    const small = await measure(100);
    const large = await measure(1024);
    const finding = (job: string, size: string, ours: readonly Slice[], raw: readonly Slice[]) => ({
      job: `${job} of ${size}, pair, against raw \`node:crypto\` AES-256-GCM`,
      ours: perSecond(medianRate(ours)),
      baseline: perSecond(medianRate(raw)),
      value: ratioOf(ours, raw),
    });
    return [
      {
        ...finding("Field encrypt + decrypt, a key per message (XAES-256-GCM)", "100 B", small.xaes, small.raw),
        goal: atLeast(0.4),
        note: `with the raw key as bytes, as most code has it, ${times(ratioOf(small.xaes, small.rawBytes))}`,
      },
      {
        ...finding("The same under the cached purpose key (plain GCM)", "100 B", small.gcm, small.raw),
        goal: null,
        note: "not the default: its bound of 2^32 messages per key would be the operator's to count",
      },
      { ...finding("Field encrypt + decrypt, a key per message", "1 KB", large.xaes, large.raw), goal: null },
    ];
  },
};
