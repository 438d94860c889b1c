/** `npm run bench`: the bridge's speed and memory beside direct HTTP. */
import { runBench } from "../test/bench/main.ts";
import { bundle } from "./build.ts";

await bundle();
await runBench(process.argv.slice(2));
