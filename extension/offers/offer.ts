/**
 * Which servers the editor's agents get: those that the person checked, and the others as long as there are few tools. Pure.
 */
import type { MyServer } from "@drawbridge/contracts/registry";

/** The editor sends an agent's model at most this many tools; beyond it hides tools behind groups. */
export const maxTools = 128;

/** What the person decided about servers, by name. A server that is absent is not decided. */
export type Choices = Readonly<Record<string, boolean>>;

/** The choices in what the editor stored; what is none is left out. A schema would take each window's start 15 ms. */
export const choicesIn = (stored: unknown): Choices =>
  typeof stored === "object" && stored !== null
    ? Object.fromEntries(Object.entries(stored).filter(([, each]) => typeof each === "boolean"))
    : {};

export interface OfferChoices {
  readonly user: Choices;
  /** These hold in the open workspace alone, and go before the user's. */
  readonly workspace: Choices;
}

export interface Offer {
  readonly offered: ReadonlySet<string>;
  /** How many tools the offered servers have that the user may call. */
  readonly tools: number;
  /** Servers that are open to the user, are not decided, and would exceed the limit. */
  readonly leftOut: readonly string[];
}

export const decidedOf = ({ user, workspace }: OfferChoices, server: string): boolean | undefined =>
  workspace[server] ?? user[server];

/**
 * `recent` has the servers that were used last, the latest first. A server that the person checked is offered even above
 * the limit. The others are offered if all of them fit; else those that were used last come first, then those with a lower
 * name.
 */
export function offerOf(servers: readonly MyServer[], choices: OfferChoices, recent: readonly string[]): Offer {
  const open = servers.filter(({ access }) => access.allowed);
  const chosen = open.filter(({ name }) => decidedOf(choices, name) === true);
  const rank = (name: string): number => {
    const at = recent.indexOf(name);
    return at < 0 ? recent.length : at;
  };
  const undecided = open
    .filter(({ name }) => decidedOf(choices, name) === undefined)
    .toSorted((one, other) => rank(one.name) - rank(other.name) || one.name.localeCompare(other.name));
  const offered = new Set(chosen.map(({ name }) => name));
  const leftOut: string[] = [];
  let tools = chosen.reduce((sum, server) => sum + openTools(server), 0);
  for (const server of undecided) {
    if (tools + openTools(server) > maxTools) leftOut.push(server.name);
    else {
      offered.add(server.name);
      tools += openTools(server);
    }
  }
  return { offered, tools, leftOut };
}

const openTools = ({ tools }: MyServer): number => tools.filter(({ access }) => access.allowed).length;
