/** Tells the person once how each call ended that they approved in this window. Plain code: the editor is passed in. */
import type { ApprovalStore } from "../../../proxy/approvals/approval-store.ts";
import { type News, outcomeNews } from "./outcome-news.ts";

export interface OutcomeParts {
  store(): ApprovalStore;
  /** The requests on visible pages, and whether one of these pages has something to decide. */
  readonly pages: { readonly lookedAt: ReadonlySet<string>; readonly inFront: boolean };
  /** Whether the person wants no messages (setting drawbridge.notifications). */
  quiet(): boolean;
  show(news: News): void;
}

export class ApprovedOutcomes {
  readonly #parts: OutcomeParts;
  /** Requests that were approved here and whose outcome the person has not seen yet. */
  readonly #unseen = new Set<string>();

  constructor(parts: OutcomeParts) {
    this.#parts = parts;
  }

  approved(id: string): void {
    this.#unseen.add(id);
  }

  /**
   * Shows the outcomes, unless a page with something to decide is in front: no notification may cover it. A page that
   * shows the request shows the outcome itself. Call it when anything of `parts` may have changed.
   */
  update(): void {
    const { store, pages, quiet, show } = this.#parts;
    for (const id of pages.lookedAt) if (outcomeNews(store(), new Set([id])).length > 0) this.#unseen.delete(id);
    if (pages.inFront || quiet()) return;
    for (const news of outcomeNews(store(), this.#unseen)) {
      this.#unseen.delete(news.id);
      show(news);
    }
  }
}
