/** The development identity provider as a process of its own. */
import { readIdentitySettings } from "./settings.ts";
import { startIdentity } from "./start.ts";

const part = await startIdentity(readIdentitySettings(process.env));
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void part.close());
