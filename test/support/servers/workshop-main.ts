/** The workshop as its own process, started as a server's main.ts starts it. */
import { runServer } from "@drawbridge/framework";
import { workshop } from "./workshop.ts";

await runServer(workshop());
