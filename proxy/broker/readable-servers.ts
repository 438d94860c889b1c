/** The registry's list of servers, read row by row. Pure. */
import { MyServer, MyServers } from "@drawbridge/contracts/registry";
import { listMyServers } from "@drawbridge/contracts/registry-api/user";
import { z } from "zod";

/** The same route, with rows that are judged one by one: a row of a newer registry must not hide all others. */
export const listServerRows = {
  ...listMyServers,
  answers: { 200: MyServers.extend({ servers: z.array(z.unknown()) }) },
} as const;

export interface ReadableServers {
  readonly servers: MyServer[];
  /** The names of the rows that this version cannot read; `?` for a row without a name. */
  readonly unreadable: readonly string[];
}

/** The longest name (characters) that is reported. */
const maxNameLength = 64;

export function readableServers(rows: readonly unknown[]): ReadableServers {
  const readings = rows.map((row) => ({ row, parsed: MyServer.safeParse(row) }));
  return {
    servers: readings.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : [])),
    unreadable: readings.flatMap(({ row, parsed }) => (parsed.success ? [] : [nameOf(row)])),
  };
}

const Named = z.object({ name: z.string() });
const nameOf = (row: unknown): string => Named.safeParse(row).data?.name.slice(0, maxNameLength) ?? "?";
