import { runServer } from "@drawbridge/framework";
import { prestoServer } from "./server.ts";

await runServer(prestoServer);
