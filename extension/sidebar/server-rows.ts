/** The servers view as rows of plain data. Pure. */
import type { Effect } from "@drawbridge/contracts/access";
import { formatEffect } from "@drawbridge/contracts/approvals/format";
import { denialSentence } from "@drawbridge/contracts/denial";
import { formatDeprecation } from "@drawbridge/contracts/deprecation";
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import { editorText } from "../editor-text.ts";
import type { Row } from "./row.ts";
import { type Hit, hitOf, wordsOf } from "./server-filter.ts";
import type { ServerRow } from "./server-row.ts";

export type Grouping = "none" | "environment" | "owner";

export interface Arrangement {
  /** Whether the servers are what the registry says at present. Else a row has no colour of a server that is up or down. */
  readonly current: boolean;
  /** What the person typed. */
  readonly filter: string;
  readonly grouping: Grouping;
  /** The servers that the editor's agents get. */
  readonly offered: ReadonlySet<string>;
  /** The servers for which the person has decided whether agents get them. */
  readonly decided: ReadonlySet<string>;
  /** Those for which the open workspace has a choice of its own. */
  readonly decidedHere: ReadonlySet<string>;
}

/** How many found tools open their servers. The editor draws each row of an open server, and a person reads no more. */
const maxOpenTools = 60;

/**
 * The servers that the user may use come first, and of these the ones that are down come last. The servers that the user
 * may not use follow in a group, with the reason. A group that only its inner rows match is expanded, and so are the first
 * servers that only their tools match.
 */
export function serverRows(servers: readonly MyServer[], arrangement: Arrangement): readonly ServerRow[] {
  const words = wordsOf(arrangement.filter);
  const hits = servers
    .flatMap((server) => hitOf(server, words) ?? [])
    .toSorted(
      ({ server: one }, { server: other }) =>
        Number(one.status === "down") - Number(other.status === "down") ||
        one.title.localeCompare(other.title) ||
        one.name.localeCompare(other.name),
    );
  const usable = hits.filter(({ server }) => server.access.allowed);
  const closed = hits.filter(({ server }) => !server.access.allowed);
  const filtered = words.length > 0;
  const open = openHits(usable);
  const groups = grouped(usable, { ...arrangement, open }).map((row) => (filtered ? opened(row) : row));
  if (closed.length === 0) return groups;
  const label = l10n.t("Not allowed");
  const tooltip = l10n.t("Servers that the registry lists, and policy does not open to you.");
  const children = closed.map(({ server }) => closedRow(server));
  const group = groupRow("closed", label, { icon: "circle-slash", tooltip, children });
  return [...groups, filtered ? opened(group) : { ...group, expanded: usable.length === 0 }];
}

/**
 * The editor keeps whether a row is open by the row's id, and ignores what a known row asks for. So a row that is opened
 * for the person gets another id.
 */
const opened = (row: ServerRow): ServerRow =>
  row.kind === "group" ? { ...row, id: `${row.id}~hit`, expanded: true } : row;

/** The servers that are opened for the tools that were found in them. */
function openHits(hits: readonly Hit[]): ReadonlySet<string> {
  let tools = 0;
  const open = hits.filter(({ tools: { size } }) => {
    if (size === 0 || (tools > 0 && tools + size > maxOpenTools)) return false;
    tools += size;
    return true;
  });
  return new Set(open.map(({ server }) => server.name));
}

interface OpenedArrangement extends Arrangement {
  readonly open: ReadonlySet<string>;
}

function grouped(hits: readonly Hit[], arrangement: OpenedArrangement): readonly ServerRow[] {
  const { grouping } = arrangement;
  if (grouping === "none") return hits.map((hit) => usableRow(hit, arrangement));
  const icon = grouping === "owner" ? "organization" : "layers";
  const names = [...new Set(hits.map(({ server }) => server[grouping]))].toSorted((a, b) => a.localeCompare(b));
  return names.map((name) => {
    const children = hits.filter(({ server }) => server[grouping] === name).map((hit) => usableRow(hit, arrangement));
    return { ...groupRow(`group:${name}`, name, { icon, tooltip: name, children }), expanded: true };
  });
}

/** What a group is about. */
const nothing = { server: null, tool: null, offered: null, opens: null } as const;

const groupRow = (
  id: string,
  label: string,
  { icon, tooltip, children }: { icon: string; tooltip: string; children: readonly ServerRow[] },
): ServerRow => ({
  id,
  label,
  description: String(children.length),
  tooltip,
  icon: [icon],
  kind: "group",
  context: "group",
  ...nothing,
  children,
  expanded: false,
});

function usableRow({ server, tools: found }: Hit, arrangement: OpenedArrangement): ServerRow {
  const { current, offered, decided, decidedHere, open: openServers } = arrangement;
  const { name, title, description, environment, status, tools, owner, deprecated } = server;
  const open = tools.filter(({ access }) => access.allowed).length;
  const count = open === tools.length ? l10n.t("{0} tools", open) : l10n.t("{0} of {1} tools", open, tools.length);
  const deprecation = deprecated === undefined ? [] : [formatDeprecation(deprecated, editorText)];
  const statusText = current
    ? statusWords[status]()
    : l10n.t("{0} when the servers were last read", statusWords[status]());
  const words = [
    ...(status === "up" ? [] : [statusWords[status]()]),
    ...(deprecated === undefined ? [] : [l10n.t("deprecated")]),
    environment,
    count,
  ];
  const expanded = openServers.has(name);
  const listedTools = found.size === 0 ? tools : tools.filter((tool) => found.has(tool.name));
  return {
    id: `server:${name}${found.size === 0 ? "" : expanded ? "~hit" : "~found"}`,
    label: title,
    description: [...words, ...(decidedHere.has(name) ? [l10n.t("chosen here")] : [])].join(" · "),
    tooltip: [`${title} (${name})`, description, `${statusText} · ${owner}`, ...deprecation].join("\n"),
    icon: current ? statusIcons[status] : statusIcons.unknown,
    kind: "server",
    context: decided.has(name) ? "server.open.decided" : "server.open",
    server: name,
    tool: null,
    offered: offered.has(name),
    opens: name,
    children: listedTools.map((tool) => toolRow(name, tool)),
    expanded,
  };
}

function closedRow({ name, title, description, environment, access }: MyServer): ServerRow {
  return {
    id: `server:${name}`,
    label: title,
    description: access.ask === null ? environment : l10n.t("ask {0} · {1}", access.ask, environment),
    tooltip: [`${title} (${name})`, description, denialSentence(access)].join("\n"),
    icon: ["lock"],
    kind: "server",
    context: "server.closed",
    server: name,
    tool: null,
    offered: null,
    opens: name,
    children: [],
    expanded: false,
  };
}

function toolRow(server: string, { name, title, description, effect, access }: MyServer["tools"][number]): ServerRow {
  return {
    id: `tool:${server}/${name}`,
    label: title,
    description: access.allowed ? formatEffect(effect, editorText) : l10n.t("not allowed"),
    tooltip: [name, access.allowed ? description : denialSentence(access)].join("\n"),
    icon: access.allowed ? effectIcons[effect] : ["lock"],
    kind: "tool",
    context: access.allowed ? "tool.open" : "tool.closed",
    server,
    tool: name,
    offered: null,
    opens: server,
    children: [],
    expanded: false,
  };
}

export const statusWords: Readonly<Record<MyServer["status"], () => string>> = {
  up: () => l10n.t("up"),
  down: () => l10n.t("down"),
  unknown: () => l10n.t("not asked yet"),
};

const statusIcons: Readonly<Record<MyServer["status"], Row["icon"]>> = {
  up: ["circle-filled", "testing.iconPassed"],
  down: ["error", "testing.iconFailed"],
  unknown: ["circle-outline"],
};

const effectIcons: Readonly<Record<Effect, Row["icon"]>> = {
  read: ["eye"],
  write: ["edit"],
  destructive: ["flame", "list.warningForeground"],
};
