/** `npm start`: runs the embedded stack with a signed-in demo user and a first query. */
import { runStack } from "@drawbridge/platform/main";
import { bundle } from "./build.ts";

await bundle();
await runStack("start", process.argv.slice(2));
process.exit();
