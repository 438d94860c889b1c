/**
 * The servers that the registry lists. A row that this version cannot read (an older or newer version stored it, or an
 * operator edited it) is left out alone, so that it hides no other server.
 */
import type { Logger } from "pino";
import { type Entry, type Governed, readEntry, storedEntries } from "./store.ts";

/** Every readable server, by name. Rejects if the database does not answer. */
export type ServerList = () => Promise<Entry[]>;

/** The longest place in a row (characters) that a log line names: the row's own keys are in it. */
const maxPlaceLength = 80;

/** Each unreadable row is logged once, and again after it was readable in between. */
export function serverList({ database, standings }: Governed, log: Logger): ServerList {
  let unreadable: ReadonlySet<string> = new Set();
  return async () => {
    const [rows, policies] = await Promise.all([storedEntries(database), standings()]);
    const readings = rows.map((row) => ({ row, parsed: readEntry(row) }));
    const failed = readings.flatMap(({ row: { name }, parsed }) =>
      parsed.success ? [] : [{ server: name, at: placeOf(parsed.error.issues[0]?.path ?? []) }],
    );
    for (const { server, at } of failed)
      if (!unreadable.has(server))
        log.warn(
          { server, at },
          "a stored server cannot be read and is left out; restart it, so that it announces itself",
        );
    unreadable = new Set(failed.map(({ server }) => server));
    return readings.flatMap(({ parsed }) =>
      parsed.success ? [{ ...parsed.data, standing: policies.get(parsed.data.manifest.name) ?? null }] : [],
    );
  };
}

const placeOf = (path: readonly PropertyKey[]): string => path.map(String).join(".").slice(0, maxPlaceLength);
