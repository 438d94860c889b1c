/** The registry as a process of its own: settings from the environment, drained on SIGTERM or SIGINT. */
import { readRegistrySettings } from "./settings.ts";
import { startRegistry } from "./start.ts";

const registry = await startRegistry(readRegistrySettings(process.env));
const end = (): void => void registry.close().then(() => process.exit(0));
process.once("SIGTERM", end);
process.once("SIGINT", end);
