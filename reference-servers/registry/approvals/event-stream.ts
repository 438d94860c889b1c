/** A person's changes as server-sent events, until they leave, something went unheard, or a token's life has passed. */
import { approvalEvents } from "@drawbridge/contracts/approvals";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { unavailable } from "../refusal.ts";
import type { Person } from "./may-decide.ts";
import type { Watch } from "./watch.ts";

/** Milliseconds between two signs of life, so that nobody between cuts a quiet stream. */
const heartbeat = 15_000;
/** Milliseconds after which a stream ends: whoever comes back shows a token of now, and has its groups. */
const longest = 10 * 60_000;
/** Events that wait for a slow reader before the stream is given up. */
const mostWaiting = 1000;

/** What of a change this stream's reader is sent. */
export interface Told {
  readonly event: (typeof approvalEvents)[keyof typeof approvalEvents];
  readonly data: unknown;
}

/** Answers with the stream; `shape` makes of a change what its reader is sent. Throws Refused where nothing is heard. */
export function eventStream(
  request: Context,
  watch: Watch,
  person: Person,
  shape: (told: Told) => Told = (told) => told,
): Response {
  const waiting: Told[] = [];
  let ended = false;
  let wake = (): void => {};
  const tell = (told: Told): void => {
    waiting.push(shape(told));
    if (waiting.length > mostWaiting) ended = true;
    wake();
  };
  const end = (): void => {
    ended = true;
    wake();
  };
  const leave = watch.join({
    person,
    approval: (data) => tell({ event: approvalEvents.approval, data }),
    scope: (data) => tell({ event: approvalEvents.scope, data }),
    over: end,
  });
  if (leave === null) throw unavailable("Changes cannot be heard just now. Try again in a moment.");
  const answer = streamSSE(request, async (stream) => {
    stream.onAbort(end);
    const timers = [setTimeout(end, longest), setInterval(() => void stream.write(":\n\n"), heartbeat)];
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
