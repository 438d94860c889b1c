/**
 * The commands about one server or tool. The editor gives them the row that was clicked. From the command palette they are
 * about the row that is selected in the view; where none is, the person picks one.
 */
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { thisMachine } from "../../proxy/agents/machine.ts";
import { showAnswer } from "../answer-message.ts";
import { registerCommand } from "../commands/register.ts";
import { commands } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { unlinked } from "../link-free-text.ts";
import type { Offers } from "../offers/offers.ts";
import type { Window } from "../window.ts";
import { accessRequest, addressFor, channelsOf, maxReasonLength } from "./access-request.ts";
import type { Subject } from "./row-subject.ts";

export interface ServerCommandParts {
  readonly window: Window;
  readonly offers: Offers;
  /** The row that is selected in the servers view. */
  selected(): Subject | null;
  openPage(server: string): Promise<void>;
}

export function registerServerCommands({ window, offers, selected, openPage }: ServerCommandParts): Disposable {
  const own = new Disposables();
  const { state, home } = window;
  /** What a person copies, and the launcher's path in it. Loaded at the first copy: it compares versions and has schemas. */
  const copied = async () => {
    const [entry, { launcherOf }] = await Promise.all([
      import("./copied-entry.ts"),
      import("../../proxy/agents/launcher.ts"),
    ]);
    return { ...entry, launcher: launcherOf(home, thisMachine()) };
  };
  const subjectOf = async (argument: unknown): Promise<Subject | null> =>
    (await import("./row-subject.ts")).subjectOf(argument);
  const servers = (): readonly MyServer[] => state.current.servers ?? [];

  /** The server that the command is about; undefined if the person chose none. */
  const serverOf = async (argument: unknown, fits: (server: MyServer) => boolean): Promise<MyServer | undefined> => {
    const subject = (typeof argument === "string" ? { server: argument } : await subjectOf(argument)) ?? selected();
    const named = servers().find(({ name }) => name === subject?.server);
    return named !== undefined && fits(named) ? named : pick(servers().filter(fits), l10n.t("The server"));
  };
  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  /** A command about one of the servers that `fits` accepts. */
  const about =
    (fits: (server: MyServer) => boolean, act: (server: MyServer) => unknown) =>
    async (argument: unknown): Promise<void> => {
      const server = await serverOf(argument, fits);
      if (server !== undefined) await act(server);
    };
  /** Sends the request to the owner by the registry. False where an older broker or registry does not know how. */
  const isWithOwner = (server: string, why: string): Promise<boolean> =>
    window.link
      .ask((broker) => broker.request("reportAccess", { kind: "access", server, note: why.slice(0, maxReasonLength) }))
      .then(
        () => true,
        () => false,
      );
  const any = (): boolean => true;
  const open = ({ access }: MyServer): boolean => access.allowed;

  const closed = ({ access }: MyServer): boolean => !access.allowed;
  const decided = ({ name }: MyServer): boolean => offers.isDecided(name);

  command(
    commands.openServer,
    about(any, ({ name }) => openPage(name)),
  );
  command(
    commands.copyServerAddress,
    about(any, ({ url }) => copy(url, l10n.t("The address is copied."))),
  );
  command(
    commands.copyServerEntry,
    about(open, async ({ name }) => {
      const { mcpEntry, launcher } = await copied();
      await copy(mcpEntry(name, launcher), l10n.t("The entry is copied: paste it below “servers” in mcp.json."));
    }),
  );
  command(
    commands.copyLauncherLine,
    about(open, async ({ name }) => {
      const { launcherLine, launcher } = await copied();
      await copy(launcherLine(name, launcher, process.platform), l10n.t("The command is copied."));
    }),
  );
  command(
    commands.openOwnerChannel,
    about(any, (server) => openChannel(server, null)),
  );
  command(
    commands.requestAccess,
    about(closed, async (server) => {
      const why = await vscode.window.showInputBox({
        title: l10n.t("Request Access to {0}", unlinked(server.title)),
        prompt: l10n.t(
          "Why you need it, for {0}. The message is copied, and their channel opens.",
          unlinked(server.owner),
        ),
      });
      if (why === undefined) return;
      if (await isWithOwner(server.name, why))
        vscode.window.setStatusBarMessage(l10n.t("The owner sees your request at the registry, too."), 5_000);
      await openChannel(server, accessRequest(state.current, server, why));
    }),
  );
  command(
    commands.offerHere,
    about(open, ({ name }) => offers.choose(name, true, "workspace")),
  );
  command(
    commands.keepOutHere,
    about(open, ({ name }) => offers.choose(name, false, "workspace")),
  );
  command(
    commands.forgetOffer,
    about(decided, async ({ name }) => {
      await offers.choose(name, undefined, "workspace");
      await offers.choose(name, undefined, "user");
    }),
  );
  command(commands.copyToolName, async (argument) => {
    const subject = (await subjectOf(argument)) ?? selected();
    const tool = subject?.tool ?? (await pickTool(servers()));
    if (tool !== undefined) await copy(tool, l10n.t("The tool's name is copied."));
  });
  command(commands.showLog, async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(home.brokerLog));
    await vscode.window.showTextDocument(document, { preview: true });
  });
  return own;
}

async function copy(text: string, done: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(done, 5_000);
}

/** Opens where the owner is reached. `message` is copied first; null if there is none to send. */
async function openChannel(server: MyServer, message: string | null): Promise<void> {
  const channels = channelsOf(server);
  const reachable = channels.flatMap(({ label, url }) => (url === null ? [] : [{ label, description: url, url }]));
  if (message !== null) await vscode.env.clipboard.writeText(message);
  const [only, ...others] = reachable;
  const chosen =
    others.length === 0 ? only : await vscode.window.showQuickPick(reachable, { placeHolder: l10n.t("Where to ask") });
  if (chosen !== undefined) {
    const address = message === null ? chosen.url : addressFor(chosen.url, message);
    await vscode.env.openExternal(vscode.Uri.parse(address, true));
    if (message !== null) void showAnswer(pasteWords(chosen.label));
    return;
  }
  if (reachable.length > 0) return;
  const where = [server.owner, ...channels.map(({ label }) => label)].join(", ");
  const text =
    message === null ? l10n.t("No link to open. Ask {0}.", where) : l10n.t("Request copied. Send it to {0}.", where);
  void showAnswer(text);
}

const pasteWords = (label: string): string => l10n.t("Request copied. Paste it in {0}.", label);

async function pick(servers: readonly MyServer[], placeHolder: string): Promise<MyServer | undefined> {
  const rows = servers.map((server) => ({ label: server.title, description: server.name, server }));
  if (rows.length === 0) {
    void showAnswer(l10n.t("No server in the Servers view fits this command."));
    return undefined;
  }
  return (await vscode.window.showQuickPick(rows, { placeHolder, matchOnDescription: true }))?.server;
}

async function pickTool(servers: readonly MyServer[]): Promise<string | undefined> {
  const rows = servers.flatMap(({ title, tools }) =>
    tools.map(({ name, title: tool }) => ({ label: tool, description: `${title} · ${name}`, name })),
  );
  const options = { placeHolder: l10n.t("The tool"), matchOnDescription: true };
  return (await vscode.window.showQuickPick(rows, options))?.name;
}
