import { runServer } from "@drawbridge/framework";
import { sparkServer } from "./server.ts";

await runServer(sparkServer);
