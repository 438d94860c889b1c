/** A world around the registry with a client of the registry's database, for tests that write or age its rows. */
import type { RegistrySettings } from "@drawbridge/registry/settings";
import pg from "pg";

interface World {
  readonly settings: RegistrySettings;
  close(): Promise<void>;
}

/** Starts the world and connects; the world's `close` ends both. */
export async function withDatabase<W extends World>(
  start: () => Promise<W>,
): Promise<{ readonly world: W; readonly client: pg.Client }> {
  const world = await start();
  const client = new pg.Client(world.settings.databaseUrl);
  await client.connect();
  const close = async (): Promise<void> => {
    await client.end();
    await world.close();
  };
  return { world: { ...world, close }, client };
}
