/** The workshop as a process of its own, the way a server's main.ts runs it. */
import { runServer } from "@drawbridge/framework/run";
import { workshop } from "./workshop.ts";

await runServer(workshop());
