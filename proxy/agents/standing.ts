/** Where an agent stands towards the servers that the user may use: pure, over the entries of its file. */
import type { Entries } from "./edit.ts";
import { launchedServer, startsBridgeOf } from "./launch.ts";

export interface Connection {
  readonly server: string;
  /** The entry's name. */
  readonly name: string;
  /** Written by Drawbridge, or by the user's own hand. */
  readonly by: "drawbridge" | "user";
}

export interface Standing {
  readonly connected: readonly Connection[];
  /** Servers that no entry starts. */
  readonly missing: readonly string[];
  /** Missing servers whose name an entry of somebody else has taken. */
  readonly taken: readonly string[];
  /** Connections to servers that the user may not use any more, or that are gone. */
  readonly stale: readonly Connection[];
}

/** What Drawbridge wrote into one file: entry name → server. */
export type Written = ReadonlyMap<string, string>;

/** `servers` are those that the user may use; null where nobody knows, and then none is missing or stale. */
export function standingOf(
  entries: Entries,
  servers: readonly string[] | null,
  launcher: string,
  written: Written,
): Standing {
  const all = connectionsIn(entries, servers ?? [], launcher, written);
  const known = (server: string) => servers === null || servers.includes(server);
  const missing = (servers ?? []).filter((server) => !all.some((connection) => connection.server === server));
  return {
    connected: all.filter(({ server }) => known(server)),
    missing,
    taken: missing.filter((server) => Object.hasOwn(entries, server)),
    stale: all.filter(({ server }) => !known(server)),
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

/** An entry that was written here and has since been turned to another server is the user's. */
const isOurs = (name: string, server: string, written: Written): boolean => written.get(name) === server;

/** The name for a server's entry: its own, else one with a prefix; null where both are taken. */
export function nameFor(server: string, entries: Entries): string | null {
  return [server, `drawbridge-${server}`].find((name) => !Object.hasOwn(entries, name)) ?? null;
}
