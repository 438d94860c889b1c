/**
 * The streams on which clients hear that lists changed (`subscriptions/listen`): how many a server keeps, in all and for
 * one user. A stream that is over a limit is refused with 429 and a JSON-RPC error that says so, which no client can take
 * for "knows no subscriptions". The place of a stream is free again as soon as the stream ends, in any way.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { createTurns } from "@drawbridge/hosted/turns";
import { InMemoryServerEventBus, type ServerEventBus } from "@modelcontextprotocol/server";
import type { Meter } from "@opentelemetry/api";
import type { Logger } from "pino";

export interface ChangeStreamLimits {
  readonly max: number;
  readonly maxPerUser: number;
}

export interface ChangeStreams {
  /** Announces changes to the open streams, and counts them. For the SDK's handler. */
  readonly bus: ServerEventBus;
  /** Has `serve` open a stream of `user`. If there are too many, has `refuse` answer with the sentence that says so. */
  open(user: string, serve: () => Promise<Response>, refuse: (message: string) => Response): Promise<Response>;
}

/** A stream that is about to open. */
interface Place {
  taken: boolean;
  readonly leave: () => void;
}

/** Milliseconds between two log lines about refused streams. */
const logEveryMs = 60_000;

export function changeStreams(
  server: string,
  { max, maxPerUser }: ChangeStreamLimits,
  meter: Meter,
  log: Logger,
  now: () => number = Date.now,
): ChangeStreams {
  const inner = new InMemoryServerEventBus((error) => log.debug({ err: error }, "a change did not reach a stream"));
  const opening = new AsyncLocalStorage<Place>();
  const places = createTurns<null>({ maxRunning: max, maxRunningPerUser: maxPerUser, maxWaitingPerUser: 0 });
  const refusedStreams = meter.createCounter("drawbridge_change_streams_refused", {
    description: "Change streams that were refused, by the limit that was reached.",
  });
  meter
    .createObservableGauge("drawbridge_change_streams", { description: "Change streams that are open." })
    .addCallback((gauge) => gauge.observe(places.running, { server }));
  let unlogged = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;

  const refusalOf = (user: string): string => {
    const limit = places.running >= max ? "server" : "user";
    refusedStreams.add(1, { server, limit });
    unlogged += 1;
    if (now() - loggedAt >= logEveryMs) {
      log.warn({ refused: unlogged, limit, user, open: places.running, max, maxPerUser }, "change streams are refused");
      loggedAt = now();
      unlogged = 0;
    }
    return limit === "server"
      ? `Subscription limit reached: ${server} keeps ${max} change streams at once. Listen again later, and read the lists again until then.`
      : `Subscription limit reached: ${server} keeps ${maxPerUser} change streams of one user at once. End one, or read the lists again from time to time.`;
  };

  return {
    bus: {
      publish: (event) => inner.publish(event),
      // The SDK subscribes once for each stream when it opens, and unsubscribes once however it ends.
      subscribe(listener) {
        const place = opening.getStore();
        if (place !== undefined) place.taken = true;
        const unsubscribe = inner.subscribe(listener);
        return () => {
          unsubscribe();
          place?.leave();
        };
      },
    },
    async open(user, serve, refuse) {
      if (places.enter(user, null) === "full") return refuse(refusalOf(user));
      let left = false;
      const leave = (): void => {
        if (!left) places.leave(user);
        left = true;
      };
      const place: Place = { taken: false, leave };
      try {
        return await opening.run(place, serve);
      } finally {
        // The request was refused otherwise, or nothing that it asks for is ever announced.
        if (!place.taken) leave();
      }
    },
  };
}
