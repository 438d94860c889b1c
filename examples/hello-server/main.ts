import { runServer } from "@drawbridge/framework";
import { helloServer } from "./server.ts";

await runServer(helloServer);
