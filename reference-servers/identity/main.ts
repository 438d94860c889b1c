/** The development identity provider as a process of its own. */
import { readAtStart } from "@drawbridge/hosted/at-start";
import { endOnSignal } from "@drawbridge/hosted/end-on-signal";
import { readIdentitySettings } from "./settings.ts";
import { startIdentity } from "./start.ts";

const settings = readAtStart("identity", process.env, readIdentitySettings);
endOnSignal(await startIdentity(settings), settings.listenOnSeconds);
