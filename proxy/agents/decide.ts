/** Decides a change from a file's text alone: which entries, under which names, and the text afterwards. */

import { nameFor, standingOf, type Written } from "./connections.ts";
import { entriesOf, withEntries, withoutEntries } from "./edit.ts";
import type { OwnEntry } from "./journal.ts";
import { bridgeLaunch } from "./launch.ts";
import type { Agent, Entry } from "./model/agent.ts";

export interface Decision {
  readonly entries: readonly OwnEntry[];
  /** The text with the change. It equals the text before if nothing is to change. */
  readonly after: string;
  /** What the user should know about the change, one sentence each. */
  readonly notes: readonly string[];
}

export interface Circumstances {
  /** Empty if the file does not exist. */
  readonly text: string;
  readonly launcher: string;
  readonly written: Written;
}

/**
 * Decides the entries for those of the servers that the agent is not connected to. Throws `malformed` or `unsafe-edit`.
 */
export function decideAddition(agent: Agent, servers: readonly string[], circumstances: Circumstances): Decision {
  const { text, launcher, written } = circumstances;
  const present = entriesOf(text, agent);
  const { missing } = standingOf(present, servers, launcher, written);
  const additions = missing.map((server) => ({ server, name: nameFor(server, present) }));
  const entries = additions.flatMap(({ server, name }) => (name === null ? [] : [{ server, name }]));
  return {
    entries,
    after: withEntries(text, agent, entriesFor(agent, entries, launcher)),
    notes: additions.flatMap(({ server, name }) => {
      if (name === server) return [];
      if (name !== null) return [`An entry ${server} of your own is there and stays; Drawbridge's is called ${name}.`];
      return [`${server} is not added: you have entries ${server} and drawbridge-${server} of your own. Rename one.`];
    }),
  };
}

/**
 * Decides the removal of what Drawbridge wrote for these servers; null means for all. Throws `malformed` or
 * `unsafe-edit`.
 */
export function decideRemoval(agent: Agent, servers: readonly string[] | null, circumstances: Circumstances): Decision {
  const { text, launcher, written } = circumstances;
  const { connected } = standingOf(entriesOf(text, agent), null, launcher, written);
  const wanted = connected.filter(({ server }) => servers === null || servers.includes(server));
  const entries = wanted.flatMap(({ server, name, by }) => (by === "drawbridge" ? [{ server, name }] : []));
  const foreign = wanted.filter(({ by }) => by === "user");
  return {
    entries,
    after: withoutEntries(
      text,
      agent,
      entries.map(({ name }) => name),
    ),
    notes: foreign.map(({ name }) => `The entry ${name} was not written by Drawbridge here, so it stays.`),
  };
}

/** The entries in the form that the agent's file needs. */
export const entriesFor = (
  agent: Agent,
  entries: readonly OwnEntry[],
  launcher: string,
): Readonly<Record<string, Entry>> =>
  Object.fromEntries(entries.map(({ name, server }) => [name, agent.entry(bridgeLaunch(launcher, server, name))]));
