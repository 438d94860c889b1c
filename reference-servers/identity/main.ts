/** The development identity provider as a process of its own. */
import { readAtStart } from "@drawbridge/hosted/at-start";
import { readIdentitySettings } from "./settings.ts";
import { startIdentity } from "./start.ts";

const part = await startIdentity(readAtStart("identity", process.env, readIdentitySettings));
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void part.close());
