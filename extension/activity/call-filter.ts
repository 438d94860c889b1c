/** Which calls the activity view shows. Pure. */
import type { EndedCall } from "../../proxy/contracts/control.ts";

export interface CallFilter {
  /** Empty sets show every agent, and every server. */
  readonly agents: ReadonlySet<string>;
  readonly servers: ReadonlySet<string>;
  /** Calls up to this time (ISO 8601) were cleared from the list; null where none was. */
  readonly clearedAt: string | null;
}

export const noFilter: CallFilter = { agents: new Set(), servers: new Set(), clearedAt: null };

export const isFiltered = ({ agents, servers }: CallFilter): boolean => agents.size > 0 || servers.size > 0;

export const filtered = (
  calls: readonly EndedCall[],
  { agents, servers, clearedAt }: CallFilter,
): readonly EndedCall[] =>
  calls.filter(
    ({ at, agent, server }) =>
      (clearedAt === null || at > clearedAt) &&
      (agents.size === 0 || agents.has(agent)) &&
      (servers.size === 0 || servers.has(server)),
  );

/** The agents or servers of these calls, each once, in the order of the alphabet. */
export const namesOf = (calls: readonly EndedCall[], kind: "agent" | "server"): readonly string[] =>
  [...new Set(calls.map(({ [kind]: name }) => name))].toSorted((one, other) => one.localeCompare(other));
