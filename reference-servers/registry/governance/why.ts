/**
 * "Why not?" in one place: what the client's list, the registry, the edge and the server each say of one person and one
 * server or tool. Pure, and without a rule of its own: each place is asked by the function by which it decides.
 */
import type { AccessPolicy, Decision } from "@drawbridge/contracts/access";
import type { PlaceAnswer, WhyAnswer, WhyPlace } from "@drawbridge/contracts/governance/why";
import type { EdgeConfiguration, MyServer } from "@drawbridge/contracts/registry";
import { askOf } from "@drawbridge/hosted/access-policy";
import { decideServer } from "@drawbridge/hosted/coarse";
import { deny } from "@drawbridge/hosted/decision";
import { edgeReach } from "@drawbridge/hosted/edge-reach";
import { refusedTool } from "@drawbridge/hosted/held-tools";
import { accessAnswer, myServer, type View } from "../catalogue.ts";
import type { Entry } from "../store.ts";
import { enforcedPolicy } from "./standing.ts";
import { changeOf, ownerOf, type RuleContext } from "./why-rules.ts";

export interface WhyQuestion {
  readonly entry: Entry;
  readonly tool: string | null;
  readonly view: View;
  /** What the edge enforces now. */
  readonly edge: EdgeConfiguration;
  readonly edgeUrl: string;
  /** The groups of operators, for sentences that name them. */
  readonly operators: readonly string[];
}

/** The answer; `groupsSeen` is for another person's groups. */
export function whyAnswer(question: WhyQuestion, groupsSeen: Date | null): WhyAnswer {
  const { entry, tool, view, edge, operators } = question;
  const { principal } = view;
  const policy = enforcedPolicy(entry);
  const context: RuleContext = { entry, principal, operators };
  const state = stateInWords(entry, policy);
  const place = (at: WhyPlace, decision: Decision, version = state): PlaceAnswer => ({
    ...{ place: at, allowed: decision.allowed, reason: decision.reason, rule: decision.policy, version },
    owner: ownerOf(decision, context),
    change: changeOf(decision, context),
  });
  const places = [
    place("client-list", inClientList(question)),
    place("registry", accessAnswer(entry, tool, view) ?? unlisted(entry, principal.user)),
    place("edge", atEdge(question), `configuration ${edge.version.slice(0, shownDigits)}, ${state}`),
    place("server", atServer(question, policy), `${policy.version.slice(0, shownDigits)}, ${state}`),
  ];
  return {
    ...{ user: principal.user, surface: principal.surface, server: entry.manifest.name, tool },
    groups: principal.groups,
    groupsSeen: groupsSeen?.toISOString() ?? null,
    allowed: places.every(({ allowed }) => allowed),
    places,
  };
}

/** How much of a digest people read. */
const shownDigits = 12;

const stateInWords = ({ standing }: Entry, { version }: AccessPolicy): string =>
  standing === null
    ? `as announced (${version.slice(0, shownDigits)}), before any review`
    : `policy ${standing.number} of version ${standing.version}`;

/** Whether the person's own list has it. */
function inClientList({ entry, tool, view, edgeUrl }: WhyQuestion): Decision {
  const listed = myServer(entry, view, "unknown", edgeUrl);
  if (listed === null) return unlisted(entry, view.principal.user);
  if (!listed.access.allowed || tool === null) return listed.access;
  return toolIn(listed, tool) ?? absent(entry, tool, view.principal.user);
}

const toolIn = ({ tools }: MyServer, tool: string): Decision | undefined =>
  tools.find(({ name }) => name === tool)?.access;

const absent = ({ manifest }: Entry, tool: string, user: string): Decision =>
  deny(
    `${manifest.name}/tools`,
    `${user} does not see ${tool}: ${manifest.name} announces no such tool (policy ${manifest.name}/tools).`,
    askOf(manifest),
  );

const unlisted = ({ manifest: { name, ...manifest } }: Entry, user: string): Decision =>
  deny(
    `${name}/listed`,
    `${user} does not see ${name}: it is unlisted, and ${user} may not use it (policy ${name}/listed).`,
    askOf(manifest),
  );

/** Of a server with an approved version, the edge also looks at the tool. */
function atEdge({ entry, tool, view, edge }: WhyQuestion): Decision {
  const { name: server } = entry.manifest;
  const { principal } = view;
  const reach = edgeReach(edge, server, principal);
  if (reach === null) return deny(`${server}/route`, `The edge has no route to ${server} yet.`, askOf(entry.manifest));
  const { decision, route } = reach;
  if (!decision.allowed || tool === null || route.tools === undefined) return decision;
  return refusedTool({ ...route.tools, server, ask: route.ask }, tool, principal.user) ?? decision;
}

/** The server decides as the edge tells it of the person: first again who reaches it, then about the tool. */
function atServer(
  { entry, tool, view: { principal, environment, authorizerOf }, edge }: WhyQuestion,
  policy: AccessPolicy,
) {
  const sent = edgeReach(edge, entry.manifest.name, principal)?.sent ?? principal;
  const reach = decideServer(policy, sent, environment);
  return reach.allowed && tool !== null ? authorizerOf(policy).decide(tool, sent, environment) : reach;
}
