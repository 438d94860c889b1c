/**
 * A person's changes as server-sent events. The stream ends when the reader leaves, when a change may have been missed,
 * or after the lifetime of a token.
 */
import { approvalEvents } from "@drawbridge/contracts/approvals";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { unavailable } from "../refusal.ts";
import type { Watch } from "./approval-watchers.ts";
import type { Person } from "./may-decide.ts";

/** Milliseconds between two heartbeats, so that no proxy on the way closes a quiet stream. */
const heartbeatIntervalMs = 15_000;
/**
 * Milliseconds after which a stream ends. A reader that connects again shows a current token, and gets what its current
 * groups may see.
 */
const maxStreamMs = 10 * 60_000;
/** Events that may wait for a slow reader before the registry ends the stream. */
const maxWaitingEvents = 1000;

/** The changes that the reader of this stream gets. */
export interface StreamEvent {
  readonly event: (typeof approvalEvents)[keyof typeof approvalEvents];
  readonly data: unknown;
}

/**
 * Answers with the stream. `shape` makes the reader's event from a change. Throws Refused if the registry hears no
 * changes at this moment.
 */
export function eventStream(
  request: Context,
  watch: Watch,
  person: Person,
  shape: (event: StreamEvent) => StreamEvent = (event) => event,
): Response {
  const waiting: StreamEvent[] = [];
  let ended = false;
  let wake = (): void => {};
  const send = (event: StreamEvent): void => {
    waiting.push(shape(event));
    if (waiting.length > maxWaitingEvents) ended = true;
    wake();
  };
  const end = (): void => {
    ended = true;
    wake();
  };
  const leave = watch.join({
    person,
    approval: (data) => send({ event: approvalEvents.approval, data }),
    scope: (data) => send({ event: approvalEvents.scope, data }),
    over: end,
  });
  if (leave === null) throw unavailable("Changes cannot be heard just now. Try again in a moment.");
  const answer = streamSSE(request, async (stream) => {
    stream.onAbort(end);
    const timers = [setTimeout(end, maxStreamMs), setInterval(() => void stream.write(":\n\n"), heartbeatIntervalMs)];
    try {
      await stream.writeSSE({ event: approvalEvents.ready, data: "{}" });
      while (!ended) {
        const next = waiting.shift();
        if (next !== undefined) await stream.writeSSE({ event: next.event, data: JSON.stringify(next.data) });
        else
          await new Promise<void>((done) => {
            wake = done;
          });
      }
    } finally {
      for (const timer of timers) clearTimeout(timer);
      leave();
    }
  });
  answer.headers.set("x-accel-buffering", "no");
  return answer;
}
