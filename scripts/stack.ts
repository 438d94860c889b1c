/** `npm run stack`: the embedded stack alone; no user is signed in. */
import { runStack } from "@drawbridge/platform/main";
import { bundle } from "./build.ts";

await bundle();
await runStack("stack", process.argv.slice(2));
process.exit();
