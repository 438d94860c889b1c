/**
 * The operator's command for the Knowledge server's tables, at its DATABASE_URL:
 * `node reference-servers/servers/knowledge/migrate.ts up | down | status`.
 */
import { readVariables } from "@drawbridge/framework";
import { runMigrateCommand } from "@drawbridge/framework/database";
import { pino } from "pino";
import { z } from "zod";
import { connectionOf, schema } from "./database.ts";

await runMigrateCommand(() => {
  const variables = z.object({ DATABASE_URL: z.string().min(1) });
  const { DATABASE_URL } = readVariables("The Knowledge server's migrate.ts", variables, process.env);
  return { connection: connectionOf(DATABASE_URL, pino({ level: "error" }, pino.destination(2))), schema };
});
