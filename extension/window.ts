/** What the features of one editor window share: the home, the link to the broker, and the state that every view shows. */
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { type Home, homeOf } from "../proxy/files/home.ts";
import { BrokerLink } from "./broker/link.ts";
import { type Disposable, Disposables } from "./disposables.ts";
import { RegistrySetting } from "./registry/registry-setting.ts";
import { snapshotOf } from "./state/snapshot.ts";
import { State } from "./state/state.ts";

/** How often the focused window asks whether anything changed; the other windows hear it from the broker. */
const refreshIntervalMs = 5_000;

export class Window implements Disposable {
  readonly context: vscode.ExtensionContext;
  readonly home: Home = homeOf();
  /** The path of the proxy's program that the extension ships. */
  readonly program: string;
  readonly registry: RegistrySetting;
  readonly link: BrokerLink;
  readonly state: State;
  readonly #disposables = new Disposables();
  /** What the settings' registry was compared with, and the result: see RegistrySetting.otherThan. */
  #compared: Readonly<Record<"chosen" | "at" | "other", string | null>> = { chosen: null, at: null, other: null };

  constructor(context: vscode.ExtensionContext) {
    const { home } = this;
    this.context = context;
    this.program = context.asAbsolutePath("proxy/cli.js");
    this.registry = new RegistrySetting(home, context.globalState);
    const wanted = () => existsSync(home.secretFile);
    this.link = this.#disposables.add(new BrokerLink({ home, program: this.program, wanted }));
    this.state = this.#disposables.add(new State(snapshotOf(this.link.view, this.registry.current)));
    this.#disposables.add(this.link.onChange(() => this.#update()));
    this.#disposables.add(this.registry.onChange(() => this.#update()));
  }

  /** A file of the extension's media folder. */
  media(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.context.extensionUri, "media", name);
  }

  /** Joins the broker, and keeps the state current. */
  start(): void {
    const timer = setInterval(() => vscode.window.state.focused && void this.link.refresh(), refreshIntervalMs);
    this.#disposables.add({ dispose: () => clearInterval(timer) });
    void this.registry.readHome().then(() => this.#update());
    this.link.start();
  }

  #update(): void {
    const { chosen, current } = this.registry;
    const at = this.link.view.status?.registry ?? null;
    const isCompared = chosen === this.#compared.chosen && at === this.#compared.at;
    this.state.become(snapshotOf(this.link.view, current, isCompared ? this.#compared.other : null));
    if (!isCompared) void this.#compare(chosen, at);
  }

  /** Compares the settings' registry with the session's once, and shows the result where both are still the same. */
  async #compare(chosen: string | null, at: string | null): Promise<void> {
    this.#compared = { chosen, at, other: null };
    const other = at === null ? null : await this.registry.otherThan(at);
    if (chosen !== this.#compared.chosen || at !== this.#compared.at || other === null) return;
    this.#compared = { chosen, at, other };
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
