/** The last keys of the identity providers, for the edge. */
import { z } from "zod";
import { route } from "../http-api/route.ts";
import { LastKeys } from "../identity-provider/last-keys.ts";

/** Null where the registry has none of this issuer. */
export const readProviderKeys = route({
  area: "internal",
  method: "GET",
  path: "/edge/provider-keys",
  query: z.object({ issuer: z.string() }),
  answers: { 200: z.object({ keys: LastKeys.nullable() }) },
  refusals: [400, 404],
});
