/**
 * The operator's command for the Knowledge server's tables, at its DATABASE_URL:
 * `node reference-servers/servers/knowledge/migrate.ts up | down | status`.
 */
import { readVariables } from "@drawbridge/framework";
import { runMigrateCommand } from "@drawbridge/framework/database";
import { pino } from "pino";
import { connectionOf, schema } from "./database.ts";
import { StoreVariables } from "./settings.ts";

await runMigrateCommand(() => {
  const { DATABASE_URL } = readVariables("The Knowledge server's migrate.ts", StoreVariables, process.env);
  return { connection: connectionOf(DATABASE_URL, pino({ level: "error" }, pino.destination(2))), schema };
});
