/**
 * A proxy between a part and its Postgres. It cuts the connection of the statements that a test chooses, before the
 * database gets the statement, and passes everything else unchanged.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { listening } from "../network/listening.ts";

export interface CuttingDatabase {
  /** The connection string of the database, through this network. */
  readonly url: string;
  /** Says from now on whether what a client sends (SQL with its protocol around it) is lost with its connection. */
  cut: (sent: string) => boolean;
  close(): Promise<void>;
}

export async function cuttingDatabase(databaseUrl: string): Promise<CuttingDatabase> {
  const { hostname, port, pathname, username, password } = new URL(databaseUrl);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      open.add(one);
      one
        .on("error", () => other.destroy())
        .on("close", () => {
          open.delete(one);
          other.destroy();
        });
    }
    client.on("data", (sent) => {
      if (network.cut(sent.toString("latin1"))) client.destroy();
      else database.write(sent);
    });
    database.pipe(client);
  });
  const { host } = new URL(await listening(server));
  const network: CuttingDatabase = {
    url: `postgres://${username}:${password}@${host}${pathname}`,
    cut: () => false,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const each of open) each.destroy();
      await closed;
    },
  };
  return network;
}
