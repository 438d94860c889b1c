/** A world around the registry with a client of the registry's database, for tests that write or age its rows. */
import { currentOf } from "@drawbridge/contracts/secret";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import pg from "pg";

interface World {
  readonly settings: RegistrySettings;
  close(): Promise<void>;
}

export type WithDatabase<W> = W & { readonly client: pg.Client };

/** Starts the world and connects, when it is called; the world's `close` ends both. */
export const withDatabase =
  <W extends World>(start: () => Promise<W>) =>
  async (): Promise<WithDatabase<W>> => {
    const world = await start();
    const client = new pg.Client(currentOf(world.settings.databaseUrl));
    await client.connect();
    return {
      ...world,
      client,
      async close() {
        await client.end();
        await world.close();
      },
    };
  };
