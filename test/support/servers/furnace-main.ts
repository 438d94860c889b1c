/** The furnace as a process of its own, whose runs never end: what kills it leaves them open. */
import { runServer } from "@drawbridge/framework/run";
import { furnace, newFurnace, untilStopped } from "./furnace.ts";

await runServer(furnace({ ...newFurnace(), during: untilStopped }));
