import { runServer } from "@drawbridge/framework/run";
import { sparkServer } from "./server.ts";

await runServer(sparkServer);
