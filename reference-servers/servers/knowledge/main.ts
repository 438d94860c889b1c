import { runServer } from "@drawbridge/framework/run";
import { knowledgeServer } from "./server.ts";

await runServer(knowledgeServer);
