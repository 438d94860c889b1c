/** What the edge fetches with its own credential. */
import { route } from "../http-api/route.ts";
import { EdgeConfiguration } from "../registry.ts";

/** Everything that the edge enforces. */
export const readEdgeConfiguration = route({
  area: "internal",
  method: "GET",
  path: "/edge",
  etag: true,
  answers: { 200: EdgeConfiguration },
  refusals: [],
});
