/** What one chooses events by: a topic with the nouns that belong to it. */
export interface EventTopic {
  readonly title: string;
  readonly patterns: readonly string[];
}

export const eventTopics: readonly EventTopic[] = [
  { title: "People", patterns: ["user.*", "invitation.*", "offboarding.*"] },
  { title: "Sign-ins and sessions", patterns: ["sign_in.*", "session.*"] },
  {
    title: "Passwords and factors",
    patterns: ["password.*", "factor.*", "passkey.*", "recovery_codes.*", "recovery.*", "identity.*"],
  },
  { title: "Incidents", patterns: ["incident.*"] },
  { title: "API keys", patterns: ["api_key.*"] },
  { title: "Roles and policy", patterns: ["role.*", "policy.*"] },
  { title: "Reviews and support", patterns: ["review.*", "checklist.*", "support.*"] },
  { title: "Notices by mail", patterns: ["notices.*", "notification_address.*", "mail.*"] },
  { title: "Account and its log", patterns: ["account.*", "key.*", "audit.*", "audit_stream.*", "webhook.*"] },
  { title: "Your product", patterns: ["app.*"] },
];

const everything = "*";

/** Events as one chooses them: all, or by topic, and those that are named one by one. */
export interface EventDraft {
  readonly isAll: boolean;
  readonly topics: readonly string[];
  readonly others: readonly string[];
}

export function draftOf(patterns: readonly string[]): EventDraft {
  const whole = eventTopics.filter((topic) => topic.patterns.every((pattern) => patterns.includes(pattern)));
  const covered = new Set([everything, ...whole.flatMap((topic) => topic.patterns)]);
  return {
    isAll: patterns.includes(everything),
    topics: whole.map(({ title }) => title),
    others: patterns.filter((pattern) => !covered.has(pattern)),
  };
}

export function patternsOf({ isAll, topics, others }: EventDraft): string[] {
  if (isAll) return [everything];
  const chosen = eventTopics.filter(({ title }) => topics.includes(title)).flatMap(({ patterns }) => patterns);
  return [...new Set([...chosen, ...others])];
}

/** Which events a webhook is told of, as one reads it. */
export function eventsWords(patterns: readonly string[]): string {
  const { isAll, topics, others } = draftOf(patterns);
  return isAll ? "Everything" : [...topics, ...others].join(", ");
}

/** Names as they were typed, one in each line or between commas. */
export const namesIn = (text: string): string[] => text.split(/[\s,]+/).filter((name) => name !== "");
