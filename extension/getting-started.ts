/**
 * The walkthrough, whose steps check themselves off. The editor has a flaw here: a step whose condition holds already
 * when the walkthrough is first looked up is never ticked. So its conditions have keys of their own, which are false
 * while it is being opened and told anew once it listens.
 */
import * as vscode from "vscode";
import { contextKeys, extensionId, walkthrough } from "./contributions.ts";
import type { Disposable } from "./disposables.ts";

type Steps = Readonly<Record<"hasRegistry" | "hasSignedIn" | "hasConnectedAgents", boolean>>;

/** It listens some time (ms) after it was opened, later on a busy machine; nothing tells when. */
const listens = [1_500, 6_000];

export const setContext = async (key: string, value: unknown): Promise<void> => {
  await vscode.commands.executeCommand("setContext", key, value);
};

export class GettingStarted implements Disposable {
  #steps: Steps = { hasRegistry: false, hasSignedIn: false, hasConnectedAgents: false };
  #timers: readonly NodeJS.Timeout[] = [];

  become(done: Partial<Steps>): void {
    this.#steps = { ...this.#steps, ...done };
    void this.#tell(this.#steps);
  }

  async open(): Promise<void> {
    this.dispose();
    await this.#untell();
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${extensionId}#${walkthrough}`, false);
    this.#timers = listens.map((ms) => setTimeout(() => void this.#tellAnew(), ms));
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #tellAnew(): Promise<void> {
    await this.#untell();
    await this.#tell(this.#steps);
  }

  #untell(): Promise<void> {
    return this.#tell({ hasRegistry: false, hasSignedIn: false, hasConnectedAgents: false });
  }

  async #tell({ hasRegistry, hasSignedIn, hasConnectedAgents }: Steps): Promise<void> {
    await Promise.all([
      setContext(contextKeys.hasRegistry, hasRegistry),
      setContext(contextKeys.hasSignedIn, hasSignedIn),
      setContext(contextKeys.hasConnectedAgents, hasConnectedAgents),
    ]);
  }
}
