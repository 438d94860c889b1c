/**
 * The decision pages as the rest of the editor uses them. What draws them is loaded when the first page is opened, because
 * the pages bring schemas and HTML that no other part needs.
 */
import * as vscode from "vscode";
import { type Disposable, Disposables } from "../../disposables.ts";
import type { DecisionPanels, PanelParts } from "./decision-panels.ts";

export class DecisionPages implements Disposable {
  readonly #parts: Omit<PanelParts, "icon">;
  readonly #own = new Disposables();
  #panels: DecisionPanels | null = null;

  constructor(parts: Omit<PanelParts, "icon">) {
    this.#parts = parts;
  }

  /** The requests on the visible pages. */
  get lookedAt(): ReadonlySet<string> {
    return this.#panels?.lookedAt ?? new Set();
  }

  /** The requests on the visible pages, and those that have an open page of their own. */
  get opened(): ReadonlySet<string> {
    return this.#panels?.opened ?? new Set();
  }

  /** Whether a visible page has a request that this person can still decide. */
  get inFront(): boolean {
    return this.#panels?.inFront ?? false;
  }

  /** Shows the page of one request, or of all waiting requests where no id is given. */
  async open(id?: string): Promise<void> {
    const { DecisionPanels } = await import("./decision-panels.ts");
    const { media } = this.#parts;
    const icon = {
      light: vscode.Uri.joinPath(media, "drawbridge-light.svg"),
      dark: vscode.Uri.joinPath(media, "drawbridge-dark.svg"),
    };
    this.#panels ??= this.#own.add(new DecisionPanels({ ...this.#parts, icon }));
    this.#panels.open(id);
  }

  /** Draws the open pages again where what they show has changed. */
  update(): void {
    this.#panels?.update();
  }

  dispose(): void {
    this.#own.dispose();
  }
}
