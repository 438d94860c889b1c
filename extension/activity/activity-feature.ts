/** What the user's agents called: the view, its filter, the page of one call, and their commands. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { EndedCall } from "../../proxy/contracts/control.ts";
import { registerCommand } from "../commands/register.ts";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import type { Window } from "../window.ts";
import { Activity } from "./activity.ts";
import { ActivityView } from "./activity-view.ts";
import { detailsText } from "./call-details.ts";
import { namesOf, noFilter } from "./call-filter.ts";
import type { CallPage } from "./call-page.ts";

export function registerActivity({ link, state }: Window): Disposable {
  const own = new Disposables();
  const view = own.add(new ActivityView(state, own.add(new Activity(link))));
  let page: CallPage | null = null;
  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  /** For a command that another extension can run too: only what has the form of a row's call is used. */
  const withCall = (use: (call: EndedCall) => unknown) => async (row: unknown) => {
    // Loaded when it is needed, because its schema takes a window's start 20 ms.
    const { callIn } = await import("./row-call.ts");
    const call = callIn(row);
    return call === null ? undefined : use(call);
  };
  const onlyAgent = ({ agent }: EndedCall) => view.filterBy({ ...view.filter, agents: new Set([agent]) });
  const onlyServer = ({ server }: EndedCall) => view.filterBy({ ...view.filter, servers: new Set([server]) });
  const copy = (call: EndedCall) => vscode.env.clipboard.writeText(detailsText(view.detailsOf(call)));
  const run = (id: string, argument: unknown) => vscode.commands.executeCommand(id, argument);
  const clear = () => view.filterBy({ ...noFilter, clearedAt: view.calls[0]?.at ?? view.filter.clearedAt });
  command(
    commands.openCall,
    withCall(async (call) => {
      const { CallPage } = await import("./call-page.ts");
      page ??= own.add(new CallPage());
      page.show(view.detailsOf(call));
    }),
  );
  command(commands.copyCallDetails, withCall(copy));
  command(
    commands.openCallServer,
    withCall(({ server }) => run(commands.openServer, server)),
  );
  command(
    commands.openCallRequest,
    withCall(({ request }) => run(commands.openApproval, request)),
  );
  command(commands.onlyThisAgent, withCall(onlyAgent));
  command(commands.onlyThisServer, withCall(onlyServer));
  command(commands.filterActivity, () => chooseFilter(view));
  command(commands.clearActivityFilter, () => view.filterBy({ ...noFilter, clearedAt: view.filter.clearedAt }));
  command(commands.clearActivity, clear);
  return own;
}

interface Choice extends vscode.QuickPickItem {
  readonly of: "agent" | "server";
  readonly name: string;
}

/** Asks which agents and servers to show. All are shown where the person chooses none. */
async function chooseFilter(view: ActivityView): Promise<void> {
  const { agents, servers, clearedAt } = view.filter;
  const choices = (of: Choice["of"], chosen: ReadonlySet<string>, description: string): readonly Choice[] =>
    namesOf(view.calls, of).map((name) => ({
      of,
      name,
      label: spelledOut(name),
      description,
      picked: chosen.has(name),
    }));
  const picked = await vscode.window.showQuickPick(
    [...choices("agent", agents, l10n.t("agent")), ...choices("server", servers, l10n.t("server"))],
    {
      ...{ canPickMany: true, matchOnDescription: true, title: l10n.t("Filter Activity") },
      placeHolder: l10n.t("Agents and servers to show; choose none to show all."),
    },
  );
  if (picked === undefined) return;
  const names = (of: Choice["of"]): ReadonlySet<string> =>
    new Set(picked.filter((each) => each.of === of).map(({ name }) => name));
  view.filterBy({ agents: names("agent"), servers: names("server"), clearedAt });
}
