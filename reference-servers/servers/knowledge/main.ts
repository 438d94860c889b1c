import { runServer } from "@drawbridge/framework";
import { knowledgeServer } from "./server.ts";

await runServer(knowledgeServer);
