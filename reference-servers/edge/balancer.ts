/** Gives each call to an instance, counts the calls in flight of each, and ejects those that fail (ejection.ts). */
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import type { Logger } from "pino";
import { type CallEnd, good, type Standing, standingAfter } from "./ejection.ts";
import { choose, type Target, targetsOf } from "./instances.ts";

/** One try of a call at one instance. */
export interface Attempt {
  /** The instance's MCP endpoint. */
  readonly url: string;
  /** How the try went; a later one counts too. */
  ended(how: CallEnd): void;
  /** The call is not at this instance any more. Call it once. */
  left(): void;
}

export interface Balancer {
  /** Begins a try at the best of `targets`; null where there is none. */
  begin(server: string, targets: readonly Target[]): Attempt | null;
  /** False where each of the server's instances is ejected, or it has none. */
  canServe(route: Route): boolean;
  /** Forgets the instances that are not in the configuration. */
  keepOnly(configuration: EdgeConfiguration): void;
  /** In Prometheus' text format. */
  metrics(): string;
}

type Route = EdgeConfiguration["routes"][number];

interface State {
  readonly server: string;
  inFlight: number;
  standing: Standing;
}

export interface BalancerParts {
  readonly log: Pick<Logger, "info" | "warn">;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  readonly random?: () => number;
}

export function balancer({ log, now = () => performance.now(), random = Math.random }: BalancerParts): Balancer {
  const states = new Map<string, State>();
  const ejections = new Map<string, number>();
  let configured: readonly Route[] = [];
  const keyOf = (server: string, url: string): string => `${server} ${url}`;
  const stateOf = (server: string, url: string): State => {
    const key = keyOf(server, url);
    const state = states.get(key) ?? { server, inFlight: 0, standing: good };
    states.set(key, state);
    return state;
  };
  const isEjected = ({ standing }: State): boolean => now() < standing.ejectedUntil;

  const note = (server: string, url: string, state: State, end: CallEnd): void => {
    const before = state.standing;
    state.standing = standingAfter(before, end, now());
    if (before.ejections < state.standing.ejections) {
      ejections.set(server, (ejections.get(server) ?? 0) + 1);
      const seconds = (state.standing.ejectedUntil - now()) / 1000;
      log.warn({ server, instance: url, seconds, why: end }, "an instance fails and gets no calls for this time");
    } else if (end === "ok" && before.ejections > 0) {
      log.info({ server, instance: url }, "an instance that failed serves again");
    }
  };

  return {
    begin(server, targets) {
      const loadOf = ({ url }: Target) => {
        const state = stateOf(server, url);
        return { inFlight: state.inFlight, ejected: isEjected(state) };
      };
      const target = choose(targets, loadOf, random);
      if (target === null) return null;
      const { url } = target;
      const state = stateOf(server, url);
      state.inFlight += 1;
      return {
        url,
        ended: (how) => note(server, url, state, how),
        left() {
          state.inFlight -= 1;
        },
      };
    },
    canServe: (route) =>
      targetsOf(route).some(({ url }) => {
        const state = states.get(keyOf(route.server, url));
        return state === undefined || !isEjected(state);
      }),
    keepOnly({ routes }) {
      configured = routes;
      const keys = new Set(routes.flatMap((route) => targetsOf(route).map(({ url }) => keyOf(route.server, url))));
      for (const [key, { inFlight }] of states) if (inFlight === 0 && !keys.has(key)) states.delete(key);
    },
    metrics() {
      const all = [...states.values()];
      const servers = [...new Set(all.map(({ server }) => server))].sort();
      const ejected = (server: string) => all.filter((state) => state.server === server && isEjected(state)).length;
      return [
        "# HELP drawbridge_edge_instances Instances of a server, at different addresses, that the registry names.",
        "# TYPE drawbridge_edge_instances gauge",
        ...configured.map((route) => `drawbridge_edge_instances{server="${route.server}"} ${targetsOf(route).length}`),
        "# HELP drawbridge_edge_ejections_total Times that an instance of a server got no calls for a while, because it failed.",
        "# TYPE drawbridge_edge_ejections_total counter",
        ...[...ejections].map(([server, count]) => `drawbridge_edge_ejections_total{server="${server}"} ${count}`),
        "# HELP drawbridge_edge_ejected_instances Instances of a server that get no calls now.",
        "# TYPE drawbridge_edge_ejected_instances gauge",
        ...servers.map((server) => `drawbridge_edge_ejected_instances{server="${server}"} ${ejected(server)}`),
        "",
      ].join("\n");
    },
  };
}
