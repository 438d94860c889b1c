/** Shows planned changes in the editor's own diff view, as read-only documents. */
import { basename } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Plan } from "../../proxy/agents/plan.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { nameOf } from "./change-messages.ts";
import { sidesOf } from "./change-sides.ts";

const scheme = "drawbridge-change";

export class ChangeView implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #disposables = new Disposables();
  #title = "";

  constructor() {
    const provideTextDocumentContent = (uri: vscode.Uri): string => this.#texts.get(uri.toString()) ?? "";
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, { provideTextDocumentContent }));
  }

  /** Opens one file as a diff, and several files in one view of changes. */
  async show(plans: readonly Plan[]): Promise<void> {
    this.#texts.clear();
    const pairs = plans.map((plan) => {
      const { before, after } = sidesOf(plan.diff);
      return { plan, before: this.#document(plan, "before", before), after: this.#document(plan, "after", after) };
    });
    const [first] = pairs;
    if (first === undefined) return;
    await Promise.all(pairs.flatMap(({ before, after }) => [uncheckedText(before), uncheckedText(after)]));
    if (pairs.length === 1) {
      this.#title = l10n.t("{0}: what would change", nameOf(first.plan));
      await vscode.commands.executeCommand("vscode.diff", first.before, first.after, this.#title);
      return;
    }
    this.#title = l10n.t("What would change for your agents");
    const resources = pairs.map(({ before, after }) => [after, before, after]);
    await vscode.commands.executeCommand("vscode.changes", this.#title, resources);
  }

  /** Closes what `show` opened. */
  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    await vscode.window.tabGroups.close(tabs.filter((tab) => this.#shows(tab)));
  }

  /** Calls `listener` when the person closes what `show` opened. */
  onClosed(listener: () => void): Disposable {
    return vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closed.some((tab) => this.#shows(tab))) listener();
    });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #shows({ label }: vscode.Tab): boolean {
    return this.#title !== "" && label.startsWith(this.#title);
  }

  /** The document has the name of the agent's file, so that the editor colours its syntax. */
  #document(plan: Plan, side: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${nameOf(plan)}/${basename(plan.file)}`, query: side });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}

/**
 * Opens the document so that the editor reports no problem of it: it shows parts of a JSON file, with others' values
 * hidden, and that is not whole JSON. YAML colours JSON in the same way, and nothing checks it.
 */
async function uncheckedText(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (/^json/.test(document.languageId)) await vscode.languages.setTextDocumentLanguage(document, "yaml");
}
