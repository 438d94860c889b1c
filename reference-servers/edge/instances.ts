/** The instances of a server as the edge calls them. Pure. Instances at one address (a Service) are one target. */
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";

export interface Target {
  /** The MCP endpoint. */
  readonly url: string;
  /** Lower is better: instances that serve, then older ones of which the registry is not sure, then those that end. */
  readonly rank: 0 | 1 | 2;
}

type Route = Pick<EdgeConfiguration["routes"][number], "upstream" | "instances">;

/** Where calls of a route can go. Empty where no instance runs. */
export function targetsOf({ upstream, instances }: Route): Target[] {
  const ranks = new Map<string, Target["rank"]>();
  for (const { url, draining, standby } of instances ?? [{ url: upstream }]) {
    const rank = draining ? 2 : standby ? 1 : 0;
    const before = ranks.get(url);
    ranks.set(url, before === undefined || rank < before ? rank : before);
  }
  return [...ranks].map(([url, rank]) => ({ url, rank }));
}

/** What the edge knows of a target by itself. */
export interface Load {
  readonly inFlight: number;
  readonly ejected: boolean;
}

/**
 * The target for the next call: not ejected, of the best rank, with the fewest calls in flight; `random` (0 to 1) decides
 * between equals. Where all are ejected, a call still tries them, because an edge that is wrong about all of them
 * must not refuse everything. Null where `targets` is empty.
 */
export function choose(
  targets: readonly Target[],
  loadOf: (target: Target) => Load,
  random: () => number,
): Target | null {
  const loaded = targets.map((target) => ({ target, ...loadOf(target) }));
  const healthy = loaded.filter(({ ejected }) => !ejected);
  const candidates = healthy.length > 0 ? healthy : loaded;
  const best = Math.min(...candidates.map(({ target }) => target.rank));
  const ranked = candidates.filter(({ target }) => target.rank === best);
  const fewest = Math.min(...ranked.map(({ inFlight }) => inFlight));
  const equals = ranked.filter(({ inFlight }) => inFlight === fewest);
  return equals[Math.floor(random() * equals.length)]?.target ?? null;
}
