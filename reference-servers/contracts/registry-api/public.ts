/** What anyone may read from the registry. */
import { z } from "zod";
import { route } from "../http-api/route.ts";
import { WellKnown } from "../registry.ts";

/** Everything that follows from the registry's URL, so that a user configures only one URL. */
export const describeRegistry = route({
  area: "public",
  method: "GET",
  path: "/.well-known/drawbridge",
  answers: { 200: WellKnown },
  refusals: [],
});

/** The registry's process runs. */
export const registryHealth = route({
  area: "public",
  method: "GET",
  path: "/healthz",
  answers: { 200: z.object({ status: z.literal("up") }) },
  refusals: [],
});

const Readiness = z.object({
  ready: z.boolean(),
  database: z.enum(["up", "down"]),
  servers: z.record(z.string(), z.enum(["up", "down", "unknown"])),
});

/** Whether the registry can answer, and which servers can. */
export const registryReadiness = route({
  area: "public",
  method: "GET",
  path: "/readyz",
  answers: { 200: Readiness, 503: Readiness },
  refusals: [],
});
