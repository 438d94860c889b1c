/**
 * Keeps which servers this window offers to the editor's agents. The person's choices are in the editor's storage, for the
 * user and for the workspace, and never in a file of the folder: a folder that is opened cannot choose.
 */
import type { Memento } from "vscode";
import type { BrokerLink } from "../broker/link.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { Listeners } from "../listeners.ts";
import type { State } from "../state/state.ts";
import { choicesIn, decidedOf, type Offer, type OfferChoices, offerOf } from "./offer.ts";
import { recentServers } from "./recent-servers.ts";

export interface OffersParts {
  readonly state: State;
  readonly link: Pick<BrokerLink, "onJoined">;
  readonly user: Pick<Memento, "get" | "update">;
  readonly workspace: Pick<Memento, "get" | "update">;
}

export type Level = "user" | "workspace";

const key = "drawbridge.offeredServers";

export class Offers implements Disposable {
  readonly #parts: OffersParts;
  readonly #listeners = new Listeners();
  readonly #disposables = new Disposables();
  readonly #used = new Set<string>();
  #recent: readonly string[] = [];

  constructor(parts: OffersParts) {
    this.#parts = parts;
    this.#disposables.add(
      parts.link.onJoined((broker) => {
        broker.onEvent((event) => {
          if (event.event === "call") this.#used.add(event.call.server);
        });
        // The order is read once for each broker: an offer that followed each call would start and stop servers.
        void broker.request("calls").then(
          ({ calls }) => {
            this.#recent = recentServers(calls, Date.now());
            for (const server of this.#recent) this.#used.add(server);
            this.#changed();
          },
          () => {},
        );
      }),
    );
    this.#disposables.add(parts.state.onChange((now, before) => now.servers !== before.servers && this.#changed()));
  }

  get current(): Offer {
    return offerOf(this.#parts.state.current.servers ?? [], this.choices, this.#recent);
  }

  get choices(): OfferChoices {
    const { user, workspace } = this.#parts;
    return { user: choicesIn(user.get(key)), workspace: choicesIn(workspace.get(key)) };
  }

  /** The servers that this machine's agents used recently, also those of the last moments. */
  get used(): readonly string[] {
    return [...this.#used];
  }

  /** The choice for all workspaces alone: what agents outside this editor are connected to. */
  get everywhere(): Offer {
    const choices = { user: this.choices.user, workspace: {} };
    return offerOf(this.#parts.state.current.servers ?? [], choices, this.#recent);
  }

  onChange(listener: () => void): Disposable {
    return this.#listeners.add(listener);
  }

  /**
   * A checkbox was clicked. Where the workspace has a choice of its own for the server, that one changes; else the user's.
   */
  async check(server: string, offered: boolean): Promise<void> {
    await this.choose(server, offered, this.choices.workspace[server] === undefined ? "user" : "workspace");
  }

  /** Undefined forgets the choice. */
  async choose(server: string, offered: boolean | undefined, level: Level): Promise<void> {
    const { [server]: _, ...others } = this.choices[level];
    await this.#parts[level].update(key, offered === undefined ? others : { ...others, [server]: offered });
    this.#changed();
  }

  isDecided(server: string): boolean {
    return decidedOf(this.choices, server) !== undefined;
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#disposables.dispose();
  }

  #changed(): void {
    this.#listeners.notify();
  }
}
