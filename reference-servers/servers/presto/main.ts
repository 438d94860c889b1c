import { runServer } from "@drawbridge/framework/run";
import { prestoServer } from "./server.ts";

await runServer(prestoServer);
