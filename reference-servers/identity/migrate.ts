/**
 * The operator's command for the tables of the development identity provider, at its DATABASE_URL:
 * `node reference-servers/identity/migrate.ts up | down | status`.
 */
import { readVariables } from "@drawbridge/hosted/environment";
import { runMigrateCommand } from "@drawbridge/hosted/migrate-command";
import { pino } from "pino";
import { connectionOf, schema } from "./postgres-store.ts";
import { StoreVariables } from "./settings.ts";

await runMigrateCommand(() => {
  const { DATABASE_URL } = readVariables(
    "The identity provider's migrate.ts",
    StoreVariables.required({ DATABASE_URL: true }),
    process.env,
  );
  return { connection: connectionOf(DATABASE_URL, pino({ level: "error" }, pino.destination(2))), schema };
});
