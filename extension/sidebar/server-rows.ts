/** The servers view as rows of plain data. Pure. */
import type { Effect } from "@drawbridge/contracts/access";
import { formatEffect } from "@drawbridge/contracts/approvals/format";
import { denialSentence } from "@drawbridge/contracts/denial";
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import { editorText } from "../editor-text.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { Row } from "./row.ts";
import type { ServerRow } from "./server-row.ts";

/** The servers that the user may use come first. The others follow, with the reason. `filter` is what the person typed. */
export function serverRows({ servers }: Snapshot, filter: string): readonly ServerRow[] {
  const shown = (servers ?? [])
    .filter((server) => matches(server, filter))
    .toSorted((a, b) => a.title.localeCompare(b.title) || a.name.localeCompare(b.name));
  const usable = shown.filter(({ access }) => access.allowed);
  const closed = shown.filter(({ access }) => !access.allowed);
  if (closed.length === 0) return usable.map(usableRow);
  return [
    ...usable.map(usableRow),
    {
      id: "closed",
      label: l10n.t("Not for you"),
      description: String(closed.length),
      tooltip: l10n.t("Servers that the registry lists, and policy does not open to you."),
      icon: null,
      kind: "group",
      context: "group",
      server: null,
      tool: null,
      opens: null,
      children: closed.map(closedRow),
      expanded: usable.length === 0 || filter !== "",
    },
  ];
}

/** Every word of the filter has to occur in one of the server's texts. */
export function matches({ name, title, description, owner, tools }: MyServer, filter: string): boolean {
  const text = [name, title, description, owner, ...tools.flatMap((tool) => [tool.name, tool.title])].join(" ");
  const words = filter.toLocaleLowerCase().split(/\s+/);
  return words.every((word) => text.toLocaleLowerCase().includes(word));
}

function usableRow(server: MyServer): ServerRow {
  const { name, title, description, environment, status, tools, owner } = server;
  const open = tools.filter(({ access }) => access.allowed).length;
  const count = open === tools.length ? l10n.t("{0} tools", open) : l10n.t("{0} of {1} tools", open, tools.length);
  return {
    id: `server:${name}`,
    label: title,
    description: [environment, ...(status === "up" ? [] : [statusWords[status]()]), count].join(" · "),
    tooltip: [`${title} (${name})`, description, `${statusWords[status]()} · ${owner}`].join("\n"),
    icon: statusIcons[status],
    kind: "server",
    context: "server.open",
    server: name,
    tool: null,
    opens: name,
    children: tools.map((tool) => toolRow(name, tool)),
    expanded: false,
  };
}

function closedRow({ name, title, description, environment, access }: MyServer): ServerRow {
  return {
    id: `server:${name}`,
    label: title,
    description: access.ask === null ? environment : l10n.t("{0} · ask {1}", environment, access.ask),
    tooltip: [`${title} (${name})`, description, denialSentence(access)].join("\n"),
    icon: ["lock"],
    kind: "server",
    context: "server.closed",
    server: name,
    tool: null,
    opens: name,
    children: [],
    expanded: false,
  };
}

function toolRow(server: string, { name, title, description, effect, access }: MyServer["tools"][number]): ServerRow {
  return {
    id: `tool:${server}/${name}`,
    label: title,
    description: access.allowed ? formatEffect(effect, editorText) : l10n.t("not for you"),
    tooltip: [name, access.allowed ? description : denialSentence(access)].join("\n"),
    icon: access.allowed ? effectIcons[effect] : ["lock"],
    kind: "tool",
    context: access.allowed ? "tool.open" : "tool.closed",
    server,
    tool: name,
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
