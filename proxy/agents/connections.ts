/**
 * Which servers an agent is connected to, compared with those that the user may use. Pure: it reads only the entries of
 * the agent's file.
 */
import type { Entries } from "./edit.ts";
import { launchedServer, startsBridgeOf } from "./launch.ts";

export interface Connection {
  readonly server: string;
  /** The entry's name. */
  readonly name: string;
  /** Who wrote the entry: Drawbridge, or the user by hand. */
  readonly by: "drawbridge" | "user";
}

export interface Standing {
  readonly connected: readonly Connection[];
  /** Servers that no entry starts. */
  readonly missing: readonly string[];
  /** Missing servers whose name is taken by an entry that starts something else. */
  readonly taken: readonly string[];
  /** Connections to servers that the user may no longer use, or that no longer exist. */
  readonly stale: readonly Connection[];
}

/** What Drawbridge wrote into one file: entry name → server. */
export type Written = ReadonlyMap<string, string>;

/** `servers` are those that the user may use. If they are not known (null), no server is missing or stale. */
export function standingOf(
  entries: Entries,
  servers: readonly string[] | null,
  launcher: string,
  written: Written,
): Standing {
  const all = connectionsIn(entries, servers ?? [], launcher, written);
  const mayUse = (server: string) => servers === null || servers.includes(server);
  const missing = (servers ?? []).filter((server) => !all.some((connection) => connection.server === server));
  return {
    connected: all.filter(({ server }) => mayUse(server)),
    missing,
    taken: missing.filter((server) => Object.hasOwn(entries, server)),
    stale: all.filter(({ server }) => !mayUse(server)),
  };
}

function connectionsIn(
  entries: Entries,
  servers: readonly string[],
  launcher: string,
  written: Written,
): readonly Connection[] {
  return Object.entries(entries).flatMap(([name, entry]): Connection[] => {
    const launched = launchedServer(entry, launcher);
    if (launched !== null)
      return [{ server: launched, name, by: isOurs(name, launched, written) ? "drawbridge" : "user" }];
    const byHand = servers.find((server) => startsBridgeOf(entry, server));
    return byHand === undefined ? [] : [{ server: byHand, name, by: "user" }];
  });
}

/**
 * Whether the entry is still Drawbridge's. An entry that the user has since changed to another server is the user's.
 */
const isOurs = (name: string, server: string, written: Written): boolean => written.get(name) === server;

/** The name for a server's entry: the server's name, else that name with a prefix; null if both are taken. */
export function nameFor(server: string, entries: Entries): string | null {
  return [server, `drawbridge-${server}`].find((name) => !Object.hasOwn(entries, name)) ?? null;
}
