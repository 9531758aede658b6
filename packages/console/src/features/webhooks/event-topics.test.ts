import { events } from "@holdfast/contract";
import { describe, expect, test } from "vitest";

import { draftOf, eventsWords, eventTopics, namesIn, patternsOf } from "./event-topics.ts";

describe("the events of a webhook, by topic", () => {
  test("every event of the log belongs to one topic, and each noun of a topic has events", () => {
    const nouns = new Set(Object.keys(events).map((name) => `${name.slice(0, name.indexOf("."))}.*`));
    const ofTopics = eventTopics.flatMap(({ patterns }) => patterns).toSorted();
    expect(ofTopics).toEqual([...nouns, "app.*"].toSorted());
  });

  test("what was chosen is read back as it was chosen", () => {
    const draft = { isAll: false, topics: ["People", "Your product"], others: ["session.revoked"] };
    expect(patternsOf(draft)).toEqual(["user.*", "invitation.*", "offboarding.*", "app.*", "session.revoked"]);
    expect(draftOf(patternsOf(draft))).toEqual(draft);
  });

  test("a noun without the rest of its topic stays by name", () => {
    expect(draftOf(["user.*"])).toEqual({ isAll: false, topics: [], others: ["user.*"] });
  });

  test("are said in words", () => {
    expect(eventsWords(["*", "user.*"])).toBe("Everything");
    expect(eventsWords(["incident.*", "session.revoked"])).toBe("Incidents, session.revoked");
  });

  test("are told apart by lines, spaces and commas", () => {
    expect(namesIn(" session.revoked,\nuser.created  role.* ")).toEqual(["session.revoked", "user.created", "role.*"]);
  });
});
