/** What a person reads about the approved policy of a server, in sentences. */

import type { Limits } from "@drawbridge/contracts/governance/full-conditions";
import type { ToolManifest } from "@drawbridge/contracts/registry";
import { limitsOf, needOf, type Terms } from "./terms.ts";

/** In the order in which a person asks: who, from where, which tools, with whose yes, how much, until when. */
export function postureOf(terms: Terms, tools: readonly Pick<ToolManifest, "name" | "effect">[]): readonly string[] {
  const open = tools.filter(({ name }) => terms.tools?.includes(name) ?? !terms.toolsLeftOut.includes(name));
  const closed = tools.filter((tool) => !open.includes(tool)).map(({ name }) => name);
  return [
    ...listed(terms.groups, "Open to the groups", "Open to no group."),
    ...listed(terms.surfaces, "Open to calls from", "Open to no kind of application."),
    ...listed(terms.environments, "Open in", "Open in no environment."),
    ...listed(terms.workloads, "Runs only as", "May run under no identity."),
    ...(closed.length === 0 ? [] : [`Left out: ${closed.join(", ")}.`]),
    ...asking(terms, open, "caller", "Each call is approved by its caller"),
    ...asking(terms, open, "second-person", "Each call is approved by a second person"),
    ...open.flatMap(({ name, effect }) => limited(name, limitsOf(terms, name, effect))),
    ...(terms.expires === null ? [] : [`The reviews count until ${terms.expires}.`]),
  ];
}

const listed = (items: readonly string[] | null, start: string, none: string): readonly string[] =>
  items === null ? [] : [items.length === 0 ? none : `${start} ${items.join(", ")}.`];

function asking(
  terms: Terms,
  open: readonly Pick<ToolManifest, "name" | "effect">[],
  need: "caller" | "second-person",
  sentence: string,
): readonly string[] {
  const names = open.filter(({ name, effect }) => needOf(terms, name, effect) === need).map(({ name }) => name);
  return names.length === 0 ? [] : [`${sentence}: ${names.join(", ")}.`];
}

function limited(tool: string, { rows, bytes, callsPerMinute }: Limits): readonly string[] {
  const parts = [
    ...(rows === undefined ? [] : [`${rows} rows`]),
    ...(bytes === undefined ? [] : [`${bytes} bytes`]),
    ...(callsPerMinute === undefined ? [] : [`${callsPerMinute} calls in a minute for each user`]),
  ];
  return parts.length === 0 ? [] : [`${tool}: at most ${parts.join(", ")}.`];
}
