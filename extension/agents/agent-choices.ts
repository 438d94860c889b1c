/** The agents of a machine as rows to choose from. Pure. */
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import type { AgentHere } from "../../proxy/agents/agent-discovery.ts";
import type { Standing } from "../../proxy/agents/connections.ts";

export interface AgentChoice {
  readonly agent: AgentHere["agent"];
  readonly label: string;
  readonly description: string;
  /** The agent's file, or why that file cannot be changed. */
  readonly detail: string;
  readonly picked: boolean;
}

/** The agents on this machine. Those that lack a server are preselected. `displayPath` writes a path as people read it. */
export function choicesToConnect(
  here: readonly AgentHere[],
  displayPath: (path: string) => string,
): readonly AgentChoice[] {
  return here.flatMap(({ agent, found, file, standing, trouble }) =>
    found
      ? [
          {
            agent,
            label: agent.name,
            description: trouble === null && standing !== null ? standingWords(standing) : l10n.t("cannot be changed"),
            detail: oneLine(trouble?.message ?? displayPath(file)),
            picked: standing !== null && standing.missing.length > 0,
          },
        ]
      : [],
  );
}

/** The agents that hold an entry that Drawbridge wrote. None of them is preselected. */
export function choicesToDisconnect(
  here: readonly AgentHere[],
  displayPath: (path: string) => string,
): readonly AgentChoice[] {
  return here.flatMap(({ agent, file, standing }) => {
    const own = (standing?.connected ?? []).filter(({ by }) => by === "drawbridge");
    if (own.length === 0) return [];
    const description = own.map(({ server }) => server).join(", ");
    return [{ agent, label: agent.name, description, detail: oneLine(displayPath(file)), picked: false }];
  });
}

function standingWords({ connected, missing }: Standing): string {
  if (connected.length === 0) return l10n.t("not connected");
  const servers = connected.map(({ server }) => server).join(", ");
  return missing.length === 0
    ? l10n.t("connected: {0}", servers)
    : l10n.t("connected: {0}; lacks {1}", servers, missing.join(", "));
}
