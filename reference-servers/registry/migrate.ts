/**
 * The operator's command for the registry's tables: `node reference-servers/registry/migrate.ts up | down | status`. It reads
 * the variables of the registry's store (DATABASE_URL, DRAWBRIDGE_DATABASE_OWNER_URL, DRAWBRIDGE_SEAL_SECRET).
 */
import { readVariables } from "@drawbridge/hosted/environment";
import { runMigrateCommand } from "@drawbridge/hosted/migrate-command";
import { pino } from "pino";
import { connectionOf, schemaOf } from "./database.ts";
import { rowSeals } from "./row-seals.ts";
import { StoreVariables } from "./settings.ts";

await runMigrateCommand(() => {
  const data = readVariables(
    "The registry's migrate.ts",
    StoreVariables.required({ DRAWBRIDGE_SEAL_SECRET: true }),
    process.env,
  );
  const { DATABASE_URL, DRAWBRIDGE_DATABASE_OWNER_URL: owner, DRAWBRIDGE_SEAL_SECRET: secret } = data;
  const variable = owner === undefined ? "DATABASE_URL" : "DRAWBRIDGE_DATABASE_OWNER_URL";
  const log = pino({ level: "error" }, pino.destination(2));
  const schema = schemaOf(rowSeals(secret, data.DRAWBRIDGE_SEAL_PREVIOUS_KEYS), variable);
  return { connection: connectionOf(owner ?? DATABASE_URL, log), schema };
});
