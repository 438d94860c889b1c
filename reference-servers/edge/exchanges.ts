/**
 * The requests that are with a server now, for the end of the edge or of a server's use: which of them only listen, and what
 * the edge answers the others.
 */
import type { IncomingMessage } from "node:http";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import type { Forwarding } from "./forward.ts";
import { closedMidway, stoppedMidway } from "./refusal.ts";

export interface UnderWay {
  readonly server: string;
  readonly exchange: Forwarding;
  readonly onlyListens: boolean;
}

export interface Exchanges {
  /** Returns the function to call when the exchange is over. */
  add(underWay: UnderWay): () => void;
  /** Ends the streams on which clients only listen. Nothing is lost: they open the next one, and read what they missed. */
  finishListening(): void;
  /** Ends what is with servers that no person may use any more, and says that it may have run. */
  closeServers(configuration: Pick<EdgeConfiguration, "routes">): void;
  /** Ends what is left, and says that it may have run. */
  cut(): void;
}

export function exchangesUnderWay(): Exchanges {
  const all = new Set<UnderWay>();
  return {
    add(underWay) {
      all.add(underWay);
      return () => void all.delete(underWay);
    },
    finishListening() {
      for (const { exchange, onlyListens } of all) if (onlyListens) exchange.finish();
    },
    closeServers({ routes }) {
      const closed = new Map(routes.flatMap(({ server, closed }) => (closed === undefined ? [] : [[server, closed]])));
      for (const { exchange, server } of all) {
        const why = closed.get(server);
        if (why !== undefined) exchange.end(closedMidway(server, why));
      }
    },
    cut() {
      for (const { exchange, server } of all) exchange.end(stoppedMidway(server));
    },
  };
}

/** The method of a modern client's stream of changes (2026-07-28, patterns/subscriptions). */
const listenMethod = "subscriptions/listen";

/** Whether a request runs nothing: a legacy client's GET stream, or a modern client's stream of changes. Its header says so. */
export const onlyListens = ({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean =>
  method === "GET" || headers["mcp-method"] === listenMethod;
