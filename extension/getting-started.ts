/**
 * The walkthrough, whose steps complete themselves. The editor has a bug here: a step whose condition is already true when
 * the editor first loads the walkthrough is never completed. So the steps have context keys of their own. These keys are
 * false while the walkthrough opens, and are set again once it listens.
 */
import * as vscode from "vscode";
import { contextKeys, extensionId, walkthrough } from "./contributions.ts";
import type { Disposable } from "./disposables.ts";

const steps = ["hasRegistry", "hasSignedIn", "hasQueried", "hasDecided", "hasConnectedAgents"] as const;
type Steps = Readonly<Record<(typeof steps)[number], boolean>>;

const none: Steps = {
  hasRegistry: false,
  hasSignedIn: false,
  hasQueried: false,
  hasDecided: false,
  hasConnectedAgents: false,
};

/** When (ms after opening) the keys are set. The editor does not say when it listens; a busy machine takes longer. */
const setDelaysMs = [1_500, 6_000];

export const setContext = async (key: string, value: unknown): Promise<void> => {
  await vscode.commands.executeCommand("setContext", key, value);
};

export class GettingStarted implements Disposable {
  #steps = none;
  #timers: readonly NodeJS.Timeout[] = [];

  become(done: Partial<Steps>): void {
    this.#steps = { ...this.#steps, ...done };
    void this.#set(this.#steps);
  }

  async open(): Promise<void> {
    this.dispose();
    await this.#reset();
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extensionId}#${walkthrough}`, false);
    this.#timers = setDelaysMs.map((ms) => setTimeout(() => void this.#setAgain(), ms));
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #setAgain(): Promise<void> {
    await this.#reset();
    await this.#set(this.#steps);
  }

  #reset(): Promise<void> {
    return this.#set(none);
  }

  async #set(done: Steps): Promise<void> {
    await Promise.all(steps.map((step) => setContext(contextKeys[step], done[step])));
  }
}
