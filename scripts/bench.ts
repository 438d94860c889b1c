/** `npm run bench`: measures the bridge's speed and memory and compares them with direct HTTP. */
import { runBench } from "../test/bench/main.ts";
import { bundle } from "./build.ts";

await bundle();
await runBench(process.argv.slice(2));
