/**
 * The operator's command for a change of DRAWBRIDGE_USER_CLAIM: it moves what is stored under old ids to the new ids.
 *   node reference-servers/platform/map-people.ts <file>      the file is a PeopleMapping as JSON
 * It reads the registry's environment (DATABASE_URL, DRAWBRIDGE_SEAL_SECRET, and the other variables of both), and
 * KNOWLEDGE_DATABASE_URL where the Knowledge server has its own database. A second run changes nothing more.
 */
import { readFile } from "node:fs/promises";
import { PeopleMapping } from "@drawbridge/contracts/people-mapping";
import { readJson } from "@drawbridge/contracts/storable-text";
import { readVariables, variable } from "@drawbridge/hosted/environment";
import { openDatabase as openKnowledge } from "@drawbridge/knowledge/database";
import { mapAuthors } from "@drawbridge/knowledge/store/map-authors";
import { openDatabase as openRegistry } from "@drawbridge/registry/database";
import { type Mapped, mapPeople } from "@drawbridge/registry/people/map-people";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { StoreVariables } from "@drawbridge/registry/settings";
import pg from "pg";
import { pino } from "pino";
import { z } from "zod";

export const MapPeopleVariables = StoreVariables.required({ DRAWBRIDGE_SEAL_SECRET: true }).extend({
  KNOWLEDGE_DATABASE_URL: variable(z.string().min(1).optional(), {
    means: "The Knowledge server's own Postgres.",
    example: "postgres://knowledge:PASSWORD@db.acme.test:5432/knowledge",
    default: "DATABASE_URL",
    secret: true,
  }),
});

/** Maps what the databases of `environment` hold. Throws a sentence for the operator where that is not possible. */
export async function mapPeopleOf(environment: NodeJS.ProcessEnv, text: string): Promise<Mapped> {
  const data = readVariables("map-people", MapPeopleVariables, environment);
  const json = readJson(text);
  const mapping = PeopleMapping.safeParse(json.kind === "json" ? json.value : undefined);
  if (!mapping.success)
    throw new Error(`The file is no mapping of people, so nothing was changed. ${z.prettifyError(mapping.error)}`);
  const log = pino({ level: "error" }, pino.destination(2));
  const documents = await mapDocuments(data.KNOWLEDGE_DATABASE_URL ?? data.DATABASE_URL, mapping.data);
  const seals = rowSeals(data.DRAWBRIDGE_SEAL_SECRET, data.DRAWBRIDGE_SEAL_PREVIOUS_KEYS);
  const address = { databaseUrl: data.DATABASE_URL, databaseOwnerUrl: data.DRAWBRIDGE_DATABASE_OWNER_URL };
  const database = await openRegistry(address, seals, log);
  try {
    return await mapPeople({ database, seals }, mapping.data, { documents }, new Date());
  } finally {
    await database.destroy();
  }
}

/** The number of rows mapped in the Knowledge server's store; 0 where this database has none. */
async function mapDocuments(databaseUrl: string, mapping: PeopleMapping): Promise<number> {
  if (!(await hasDocuments(databaseUrl))) return 0;
  const database = await openKnowledge(databaseUrl, pino({ level: "error" }, pino.destination(2)));
  try {
    return await mapAuthors(database, mapping);
  } finally {
    await database.destroy();
  }
}

async function hasDocuments(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query("select to_regclass('knowledge.documents') is not null as there");
    return z.array(z.object({ there: z.boolean() })).parse(rows)[0]?.there === true;
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  try {
    const [file, ...more] = process.argv.slice(2);
    if (file === undefined || more.length > 0)
      throw new Error("Name one file: node reference-servers/platform/map-people.ts <file>");
    const { requests, scopes, calls, passkeys, names, pairings, elsewhere } = await mapPeopleOf(
      process.env,
      await readFile(file, "utf8"),
    );
    console.log(
      `Under new ids now: ${requests} requests, ${scopes} standing approvals, ${calls} calls of usage, ${passkeys} passkeys, ${names} display names, ${elsewhere.documents ?? 0} documents and versions. Ended: ${pairings} pairings of editors.`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
