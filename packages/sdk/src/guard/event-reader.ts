export interface ServerEvent {
  readonly name: string;
  readonly id: string;
  readonly data: string;
}

const longestEvent = 64 * 1024;

/** The events of a stream of server-sent events (WHATWG HTML §9.2.6), as far as our server writes them. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void, undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    if (text.length > longestEvent) throw new Error("an event without an end");
    for (const event of events) yield parseEvent(event);
  }
}

function parseEvent(text: string): ServerEvent {
  const fields = new Map(
    text.split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    }),
  );
  return { name: fields.get("event") ?? "message", id: fields.get("id") ?? "", data: fields.get("data") ?? "" };
}
