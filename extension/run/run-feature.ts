/** Runs tools from the side bar and the command palette, each on a page of its own. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { LocalApproval } from "../../proxy/contracts/control.ts";
import type { OwnAgent } from "../../proxy/contracts/own-agents.ts";
import { registerCommand } from "../commands/register.ts";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Subject } from "../sidebar/row-subject.ts";
import type { Window } from "../window.ts";
import type { RunPanels } from "./run-panels.ts";
import { type RunnableTool, runnableTools } from "./runnable-tools.ts";

/** The agent's name, by which a window knows its own requests for approval. */
const runAgent: OwnAgent = "drawbridge-vscode";

/** `selected` is the row that is selected in the servers view. */
export function registerRunTool(window: Window, selected: () => Subject | null): Disposable {
  const { state, link, home, program } = window;
  const own = new Disposables();
  const requests = new Map<string, LocalApproval>();
  own.add(
    link.onJoined((broker) =>
      broker.onEvent((event) => {
        if (event.event !== "approvals") return;
        for (const each of event.changed) if (isOwn(each)) requests.set(each.approval.view.id, each);
      }),
    ),
  );
  const folder = () => vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  let panels: RunPanels | null = null;
  // Loaded when the first page is opened, because the pages bring schemas and HTML that no other part needs.
  const pages = async (): Promise<RunPanels> => {
    const [{ RunPanels }, { ToolCalls }] = await Promise.all([import("./run-panels.ts"), import("./tool-call.ts")]);
    panels ??= own.add(
      new RunPanels({
        calls: new ToolCalls({ agent: runAgent, home, program, folder }),
        media: window.media(""),
        icon: { light: window.media("drawbridge-light.svg"), dark: window.media("drawbridge-dark.svg") },
        waitingRequest: (server, tool) =>
          [...requests.values()].findLast(
            ({ approval: { view, state: now } }) => now === "pending" && view.server === server && view.tool === tool,
          )?.approval.view.id ?? null,
      }),
    );
    return panels;
  };
  own.add(
    state.onChange((now, before) => {
      if (now.user?.name === before.user?.name) return;
      requests.clear();
      panels?.forget();
    }),
  );

  const run = async (chosen: RunnableTool | undefined): Promise<void> => {
    if (chosen !== undefined) (await pages()).open(chosen.server, chosen.tool);
  };
  const allTools = (): readonly RunnableTool[] => runnableTools(state.current.servers ?? []);
  own.add(
    registerCommand(commands.runTool, async (argument) => {
      const { isSelected, subjectOf } = await import("../sidebar/row-subject.ts");
      const subject = isSelected(argument) ? selected() : subjectOf(argument);
      const mine = allTools().filter(({ server }) => subject === null || server.name === subject.server);
      const exact = mine.find(({ tool }) => tool.name === subject?.tool);
      if (exact === undefined && !(await signedIn(window))) return;
      await run(exact ?? (await choose(mine)));
    }),
  );
  return own;
}

/** Whether this window itself asked for the request. */
const isOwn = ({ askers }: LocalApproval): boolean =>
  askers.some(({ agent, pid }) => agent === runAgent && pid === process.pid);

async function signedIn({ state }: Window): Promise<boolean> {
  if (state.current.phase === "signed-in") return true;
  const signIn = l10n.t("Sign In");
  const chosen = await vscode.window.showInformationMessage(l10n.t("Sign in to run a tool."), signIn);
  if (chosen === signIn) await vscode.commands.executeCommand(commands.signIn);
  return false;
}

async function choose(tools: readonly RunnableTool[]): Promise<RunnableTool | undefined> {
  const rows = tools.map((each) => ({
    label: each.tool.title,
    description: `${each.server.title} · ${each.tool.name}`,
    detail: each.tool.description,
    each,
  }));
  const options = { placeHolder: l10n.t("The tool to run"), matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(rows, options))?.each;
}
