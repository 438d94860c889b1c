/** The edge as a separate process: it reads its settings from the environment, and drains on SIGTERM or SIGINT. */
import { readAtStart } from "@drawbridge/hosted/at-start";
import { readEdgeSettings } from "./settings.ts";
import { startEdge } from "./start.ts";

const edge = await startEdge(readAtStart("edge", process.env, readEdgeSettings));
const end = (): void => void edge.close().then(() => process.exit(0));
process.once("SIGTERM", end);
process.once("SIGINT", end);
