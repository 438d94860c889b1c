/** The registry as a process of its own: settings from the environment, drained on SIGTERM or SIGINT. */
import { readAtStart } from "@drawbridge/hosted/at-start";
import { readRegistrySettings } from "./settings.ts";
import { startRegistry } from "./start.ts";

const registry = await startRegistry(readAtStart("registry", process.env, readRegistrySettings));
const end = (): void => void registry.close().then(() => process.exit(0));
process.once("SIGTERM", end);
process.once("SIGINT", end);
