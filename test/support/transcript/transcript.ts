/**
 * A conversation through a bridge in a form for people: one JSON line for each message, in turns. A turn begins with what
 * the host sends, or with what happens at the server. Then come the messages that the server receives and sends, then those
 * that the host receives, each group in its order. So the text does not depend on how the machine interleaves them.
 */
import { isObject } from "../../../proxy/kernel/json.ts";

const places = [
  "host → bridge",
  "at the server",
  "bridge → server",
  "server → bridge",
  "bridge → host",
  /** A request whose stream the bridge closed before its answer. */
  "bridge → server ends",
] as const;
export type Place = (typeof places)[number];

interface Entry {
  readonly place: Place;
  readonly message: unknown;
  readonly more: object;
}

export class Transcript {
  #entries: Entry[] = [];
  #lastAt = performance.now();

  /** `more` has further members of the line: the message's headers. */
  add(place: Place, message: unknown, more: object = {}): void {
    this.#entries.push({ place, message, more });
    this.#lastAt = performance.now();
  }

  /** Drops the messages so far. */
  begin(): void {
    this.#entries = [];
  }

  /** The number of messages that contain `words` and have passed at `place` since the last `begin`. */
  count(place: Place, words: string): number {
    return this.#entries.filter((entry) => entry.place === place && JSON.stringify(entry.message).includes(words))
      .length;
  }

  /** Milliseconds since the last message. */
  get quietFor(): number {
    return performance.now() - this.#lastAt;
  }

  text(): string {
    const turns: Entry[][] = [[]];
    for (const entry of this.#entries) {
      if (entry.place === "host → bridge" || entry.place === "at the server") turns.push([]);
      turns.at(-1)?.push(entry);
    }
    const order = (turn: Entry[]) => turn.toSorted((a, b) => places.indexOf(a.place) - places.indexOf(b.place));
    const lines = turns
      .flatMap(order)
      .map(({ place, message, more }) => JSON.stringify({ [place]: stable(message), ...more }));
    return `${lines.map(anonymous).join("\n")}\n`;
  }
}

/** A message for the transcript: without `jsonrpc`, which is always the same, and with its members in a fixed order. */
function stable(message: unknown): unknown {
  if (!isObject(message)) return message;
  const { jsonrpc: _, id, method, ...rest } = message;
  return { ...(id !== undefined && { id }), ...(method !== undefined && { method }), ...rest };
}

/** Replaces everything that differs from run to run with a name. */
const anonymous = (line: string): string =>
  line
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>")
    .replace(/drawbridge-(tools|listen)-\d+/g, "drawbridge-$1-<n>")
    .replace(/127\.0\.0\.1:\d+/g, "<server>");
