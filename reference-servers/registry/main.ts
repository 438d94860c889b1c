/** The registry as a process of its own: settings from the environment, drained on SIGTERM or SIGINT. */
import { readAtStart } from "@drawbridge/hosted/at-start";
import { endOnSignal } from "@drawbridge/hosted/end-on-signal";
import { readRegistrySettings } from "./settings.ts";
import { startRegistry } from "./start.ts";

const settings = readAtStart("registry", process.env, readRegistrySettings);
endOnSignal(await startRegistry(settings), settings.listenOnSeconds);
