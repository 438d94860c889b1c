/** The edge as a separate process: it reads its settings from the environment, and drains on SIGTERM or SIGINT. */
import { readAtStart } from "@drawbridge/hosted/at-start";
import { endOnSignal } from "@drawbridge/hosted/end-on-signal";
import { readEdgeSettings } from "./settings.ts";
import { startEdge } from "./start.ts";

const settings = readAtStart("edge", process.env, readEdgeSettings);
endOnSignal(await startEdge(settings), settings.listenOnSeconds);
