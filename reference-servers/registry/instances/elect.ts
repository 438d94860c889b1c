/**
 * Which instances of a server count, and which of their manifests the registry shows. Pure.
 *
 * The newest instance takes nothing from the others: the manifest of the most instances counts, and of two that are equal
 * in this the one that began first. So a canary changes nothing that users of the others see, and a rolling update changes
 * it once half of the instances are new.
 */

import { canonicalJson } from "@drawbridge/contracts/digest";
import type { RouteInstance } from "@drawbridge/contracts/instances";
import { ServerManifest } from "@drawbridge/contracts/registry";
import { z } from "zod";

/** The name of the one instance of a server that announces no name. */
export const unnamed = "";

export const Instance = z.object({
  server: z.string(),
  instance: z.string(),
  url: z.url(),
  manifest: ServerManifest,
  /** The number of its version; null where the registry keeps none. */
  version: z.number().int().nullable().default(null),
  startedAt: z.date(),
  /** `none`: it counts until it is withdrawn. */
  lease: z.enum(["valid", "lapsed", "none"]),
  draining: z.boolean(),
});
export type Instance = z.infer<typeof Instance>;

/**
 * The instances that may serve, the oldest first. A lapsed one counts only where no other is left: then the registry may be the one
 * that was away, and an edge finds out sooner than the registry whether the instance still serves.
 */
export function serving(instances: readonly Instance[]): readonly Instance[] {
  const sorted = [...instances].sort((a, b) => +a.startedAt - +b.startedAt || (a.instance < b.instance ? -1 : 1));
  const present = sorted.filter(({ lease }) => lease !== "lapsed");
  return present.length > 0 ? present : sorted;
}

/** The same for the edge. */
export function routeInstances(instances: readonly Instance[]): RouteInstance[] {
  const all = serving(instances);
  const named = all.some(({ instance }) => instance !== unnamed);
  return all.map(({ url, draining, instance }) => ({
    url,
    ...(draining && { draining }),
    ...(named && instance === unnamed && { standby: true }),
  }));
}

/** The instance whose manifest and address the registry shows as the server's; null where there is none. */
export function elected(instances: readonly Instance[]): Instance | null {
  const all = serving(instances);
  const named = all.filter(({ instance }) => instance !== unnamed);
  const settled = named.length > 0 ? named : all;
  const staying = settled.filter(({ draining }) => !draining);
  const voters = staying.length > 0 ? staying : settled;
  const byManifest = new Map<string, Instance[]>();
  for (const voter of voters) {
    const text = canonicalJson(voter.manifest);
    byManifest.set(text, [...(byManifest.get(text) ?? []), voter]);
  }
  // They are sorted by age, so that the first of several groups of one size is the oldest.
  const [first, ...others] = byManifest.values();
  if (first === undefined) return null;
  return others.reduce((most, group) => (group.length > most.length ? group : most), first)[0] ?? null;
}
