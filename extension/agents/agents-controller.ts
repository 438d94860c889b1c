/**
 * Connects and disconnects the other agents of this machine: the person chooses agents, sees the exact change, says yes,
 * and can undo it. The proxy decides what is written where (proxy/agents), as it does for `drawbridge agents`.
 */
import { randomUUID } from "node:crypto";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { lookAround, type Workplace } from "../../proxy/agents/agent-discovery.ts";
import { applyPlans } from "../../proxy/agents/apply.ts";
import { installLauncher } from "../../proxy/agents/install-launcher.ts";
import { readJournal } from "../../proxy/agents/journal.ts";
import { shownPath, thisMachine } from "../../proxy/agents/machine.ts";
import { AgentsError } from "../../proxy/agents/model/errors.ts";
import { changesSomething, type Plan, planToAdd, planToRemove } from "../../proxy/agents/plan.ts";
import { planToUndo } from "../../proxy/agents/undo.ts";
import type { Home } from "../../proxy/files/home.ts";
import { showAnswer } from "../answer-message.ts";
import { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import { unlinked } from "../link-free-text.ts";
import type { Snapshot } from "../state/snapshot.ts";
import { showUnasked } from "../unasked-message.ts";
import { type AgentChoice, choicesToConnect, choicesToDisconnect } from "./agent-choices.ts";
import { doneMessage, nameOf, troubleMessage, troublesOf } from "./change-messages.ts";
import { type AskedChange, ChangeQuestion } from "./change-question.ts";
import { ChangeView } from "./change-view.ts";

export interface AgentsControllerParts {
  readonly home: Home;
  /** The path of the proxy's program that the extension ships. */
  readonly program: string;
  state(): Snapshot;
  /** The servers that the person offers to agents in every workspace: an agent's file has no workspace. */
  offered(): ReadonlySet<string>;
  /** Called with whether any agent holds an entry that Drawbridge wrote. */
  connected(any: boolean): void;
}

interface Trouble {
  readonly agent: string;
  readonly message: string;
  readonly file?: string;
}

interface Proposal {
  readonly plans: readonly Plan[];
  readonly troubles: readonly Trouble[];
}

type ShowError = typeof showUnasked;

/** An error that answers a click. */
const showError: ShowError = async (_, text, ...buttons) => vscode.window.showErrorMessage(text, ...buttons);

export class AgentsController implements Disposable {
  readonly #parts: AgentsControllerParts;
  readonly #workplace: Workplace;
  readonly #view = new ChangeView();
  readonly #question = new ChangeQuestion();

  constructor(parts: AgentsControllerParts) {
    this.#parts = parts;
    this.#workplace = { home: parts.home, machine: thisMachine() };
  }

  /**
   * Installs this version behind the launcher's stable path, and reports whether any agent is connected. No click asks for
   * it. Never throws.
   */
  keepUp(): Promise<void> {
    return this.#guarded(async () => {
      await installLauncher(this.#workplace, this.#parts.program);
      await this.#tellConnected();
    }, showUnasked);
  }

  connect(): Promise<void> {
    return this.#guarded(() => this.#connect());
  }

  disconnect(): Promise<void> {
    return this.#guarded(() => this.#disconnect());
  }

  /** Undoes the last change, whether these commands or `drawbridge agents` made it. */
  undo(): Promise<void> {
    return this.#guarded(async () => {
      const nothing = l10n.t("There is no change to take back.");
      await this.#carryThrough(await this.#waysBack(), { verb: l10n.t("Undo"), command: commands.undoAgents }, nothing);
    });
  }

  /** Answers the question about the change that is shown. Nothing happens where none is shown. */
  answer(yes: boolean): void {
    this.#question.answer(yes);
  }

  dispose(): void {
    this.#question.dispose();
    this.#view.dispose();
  }

  async #connect(): Promise<void> {
    const { phase, servers } = this.#parts.state();
    if (phase !== "signed-in" || servers === null) {
      const signIn = l10n.t("Sign In");
      const text = l10n.t("Sign in first: agents are connected to the servers that you may use.");
      if ((await vscode.window.showInformationMessage(text, signIn)) === signIn) {
        await vscode.commands.executeCommand(commands.signIn);
      }
      return;
    }
    const offered = this.#parts.offered();
    const usable = servers.flatMap(({ name, access }) => (access.allowed && offered.has(name) ? [name] : []));
    const here = await lookAround(this.#workplace, usable);
    const chosen = await this.#choose(choicesToConnect(here, this.#displayPath), {
      title: l10n.t("Connect Agents to {0}", usable.join(", ")),
      placeHolder: l10n.t("Choose agents; nothing is written before you have seen it."),
      none: l10n.t("No other agent was found on this machine."),
      noneDetail: l10n.t(
        "Looked for: {0}. Install one of them, then run this command again.",
        here.map(({ agent }) => agent.name).join(", "),
      ),
    });
    if (chosen === null) return;
    const proposal = await this.#proposed(chosen, (choice) => planToAdd(this.#workplace, choice.agent, usable));
    const nothing = l10n.t("Every agent that you chose is connected already.");
    await this.#carryThrough(proposal, { verb: l10n.t("Connect"), command: commands.connectAgents }, nothing);
  }

  async #disconnect(): Promise<void> {
    const here = await lookAround(this.#workplace, null);
    const chosen = await this.#choose(choicesToDisconnect(here, this.#displayPath), {
      title: l10n.t("Disconnect Agents"),
      placeHolder: l10n.t("Only what Drawbridge wrote is taken out."),
      none: l10n.t("Drawbridge has connected no agent on this machine."),
    });
    if (chosen === null) return;
    const proposal = await this.#proposed(chosen, (choice) => planToRemove(this.#workplace, choice.agent, null));
    const nothing = l10n.t("There is nothing of Drawbridge's to take out.");
    await this.#carryThrough(proposal, { verb: l10n.t("Disconnect"), command: commands.disconnectAgents }, nothing);
  }

  async #waysBack(): Promise<Proposal> {
    const ways = await planToUndo(this.#workplace);
    return {
      plans: ways.flatMap((way) => (way.kind === "plan" ? [way.plan] : [])),
      troubles: ways.flatMap((way) =>
        way.kind === "trouble"
          ? [{ agent: nameOf(way.change), message: way.trouble.message, file: way.change.file }]
          : [],
      ),
    };
  }

  readonly #displayPath = (path: string): string => shownPath(this.#workplace.machine, path);

  /** Null where the person chose nothing or closed the list. */
  async #choose(
    choices: readonly AgentChoice[],
    texts: { title: string; placeHolder: string; none: string; noneDetail?: string },
  ): Promise<readonly AgentChoice[] | null> {
    if (choices.length === 0) {
      await showAnswer(texts.none, texts.noneDetail);
      return null;
    }
    const { title, placeHolder } = texts;
    const options = { title, placeHolder, canPickMany: true, ignoreFocusOut: true, matchOnDetail: true } as const;
    const chosen = await vscode.window.showQuickPick(choices, options);
    return chosen === undefined || chosen.length === 0 ? null : chosen;
  }

  async #proposed(chosen: readonly AgentChoice[], planFor: (choice: AgentChoice) => Promise<Plan>): Promise<Proposal> {
    const plans: Plan[] = [];
    const troubles: Trouble[] = [];
    for (const choice of chosen) {
      try {
        plans.push(await planFor(choice));
      } catch (error) {
        if (!(error instanceof AgentsError)) throw error;
        troubles.push({ agent: choice.agent.name, message: error.message });
      }
    }
    return { plans, troubles };
  }

  /** Shows the changes, asks the person, and makes the changes after a yes. `nothing` is said where there is no change. */
  async #carryThrough({ plans, troubles }: Proposal, asked: AskedChange, nothing: string): Promise<void> {
    void this.#tellTroubles(troubles);
    const changes = plans.filter(changesSomething);
    if (changes.length === 0) {
      const notes = plans.flatMap((plan) => plan.notes).join(" ");
      if (troubles.length === 0) await showAnswer(nothing, notes);
      else if (notes !== "") await showAnswer(notes);
      return;
    }
    await this.#view.show(changes.filter(({ diff }) => diff !== ""));
    const closed = this.#view.onClosed(() => this.#question.withdraw());
    const yes = await this.#question.ask(asked, changes);
    closed.dispose();
    await this.#view.close();
    if (yes) await this.#apply(changes);
  }

  async #apply(changes: readonly Plan[]): Promise<void> {
    if (changes.some(({ action }) => action === "add")) await installLauncher(this.#workplace, this.#parts.program);
    const outcomes = await applyPlans(this.#workplace, changes, randomUUID());
    await this.#tellConnected();
    void this.#tellTroubles(troublesOf(outcomes));
    const done = doneMessage(outcomes);
    if (done === null) return;
    if (changes.some(({ undoes }) => undoes !== null)) return showAnswer(done);
    const undo = l10n.t("Undo");
    if ((await vscode.window.showInformationMessage(unlinked(done), undo)) === undo) await this.undo();
  }

  async #tellTroubles(troubles: readonly Trouble[], show: ShowError = showError): Promise<void> {
    const text = troubleMessage(troubles);
    if (text === null) return;
    const file = troubles.find((trouble) => trouble.file !== undefined)?.file;
    const [open, diagnose] = [l10n.t("Open File"), l10n.t("Diagnose")];
    const chosen = await show("error", unlinked(text), file === undefined ? diagnose : open);
    if (chosen === open && file !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(file));
    if (chosen === diagnose) await vscode.commands.executeCommand(commands.diagnose);
  }

  async #tellConnected(): Promise<void> {
    this.#parts.connected((await readJournal(this.#workplace.home)).written.length > 0);
  }

  async #guarded(task: () => Promise<void>, show: ShowError = showError): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (!(error instanceof AgentsError)) throw error;
      await this.#tellTroubles([{ agent: "Drawbridge", message: error.message }], show);
    }
  }
}
