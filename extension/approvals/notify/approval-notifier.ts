/**
 * Announces new requests in messages of the editor, and judges the click on each. No extension can close a message, so a
 * click may come after the request was decided: the person then reads by whom. Plain code: the editor is passed in.
 */
import type { Approval, ApprovalView } from "@drawbridge/contracts/approvals";
import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";
import { type ApprovalStore, find } from "../../../proxy/approvals/approval-store.ts";
import { decidedAlready } from "../decide/decided-request-message.ts";
import type { Presence } from "../decide/decision-place.ts";
import { type ApprovalToast, type OpenToasts, type ToastAction, toAnnounce, toastOf } from "./approval-toast.ts";
import type { Windows } from "./request-window.ts";

/** What the person can do with a request. */
export interface RequestActions {
  approve(view: ApprovalView): void;
  reject(view: ApprovalView): void;
  /** Opens the page of a request. */
  details(id: string): void;
  /** Opens the page of all waiting requests. */
  review(): void;
  openLink(id: string): void;
  copyLink(id: string): void;
}

export interface NotifierParts {
  store(): ApprovalStore;
  windows(): Windows;
  /** Null before the pairing was read: a message would then offer the wrong buttons. */
  presence(): Presence | null;
  /** The requests whose page is open here, and whether a page with something to decide is in front. */
  pages(): { readonly opened: ReadonlySet<string>; readonly inFront: boolean };
  /** Whether the person wants no messages (setting drawbridge.notifications). */
  quiet(): boolean;
  /** Why nothing can be decided in this window now; null where requests can be decided. */
  blocked(): string | null;
  /** Shows a message. Resolves with the button that the person chose; undefined where the message was closed. */
  show(toast: ApprovalToast): PromiseLike<ToastAction | undefined>;
  /** Moves the messages on the screen to the bell. */
  hideMessages(): void;
  /** Says why a click decides nothing. */
  tooLate(text: string, id: string): void;
  /** Milliseconds since 1970. */
  now(): number;
  readonly actions: RequestActions;
}

/** How long (ms) a message may be on the screen: the editor hides one after 10 or 12 seconds, later under the pointer. */
const onScreenMs = 30_000;

interface Open {
  readonly toast: ApprovalToast;
  readonly shownAt: number;
}

export class ApprovalNotifier {
  readonly #parts: NotifierParts;
  readonly #announced = new Set<string>();
  readonly #open = new Set<Open>();
  #closedAt = Number.NEGATIVE_INFINITY;
  #inFront = false;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** Looks at what waits, and announces what is new. Call it when anything of `parts` may have changed. */
  update(): void {
    const { store, windows, pages, quiet, blocked, now, hideMessages } = this.#parts;
    const presence = this.#parts.presence();
    const { opened, inFront } = pages();
    // A message that was shown before the page came to the front would cover the page's buttons.
    if (inFront && !this.#inFront && this.#open.size > 0) hideMessages();
    this.#inFront = inFront;
    for (const id of opened) this.#announced.add(id);
    // No button may offer what cannot be done: the request is announced once it can be decided.
    if (presence === null || quiet() || blocked() !== null) return;
    const context = { ...windows(), now: now(), open: opened, pageInFront: inFront, announced: this.#announced };
    const fresh = toAnnounce(store(), context);
    const toast = toastOf(fresh, presence, this.#others());
    if (toast === null) return;
    const views = fresh.map(({ approval }) => approval.view);
    for (const { id } of views) this.#announced.add(id);
    void this.#show(toast, views);
  }

  #others(): OpenToasts {
    const now = this.#parts.now();
    const open = [...this.#open];
    return {
      waiting: open.some(({ toast: { ids } }) => ids.some((id) => this.#approval(id)?.state === "pending")),
      approve: open.some(
        ({ toast, shownAt }) => now - shownAt < onScreenMs && toast.offers.some(({ act }) => act === "approve"),
      ),
    };
  }

  async #show(toast: ApprovalToast, views: readonly ApprovalView[]): Promise<void> {
    const { show, now } = this.#parts;
    const open = { toast, shownAt: now() };
    this.#open.add(open);
    const act = await show(toast);
    this.#open.delete(open);
    const settled = now() - open.shownAt >= settleMs && now() - this.#closedAt >= settleMs;
    this.#closedAt = now();
    const view = views.find(({ id }) => id === toast.ids[0]);
    if (act === undefined || view === undefined) return;
    // A click on a button that has just appeared decides nothing: the person meant what was there before.
    if ((act === "approve" || act === "reject") && !settled) await this.#show(toast, views);
    else this.#chosen(act, view);
  }

  #chosen(act: ToastAction, view: ApprovalView): void {
    const { actions, blocked, tooLate } = this.#parts;
    const text = decides.has(act) ? (decidedAlready(this.#approval(view.id)) ?? blocked()) : null;
    if (text !== null) {
      tooLate(text, view.id);
      return;
    }
    const run: Readonly<Record<ToastAction, () => void>> = {
      approve: () => actions.approve(view),
      reject: () => actions.reject(view),
      "open-link": () => actions.openLink(view.id),
      "copy-link": () => actions.copyLink(view.id),
      details: () => actions.details(view.id),
      review: () => actions.review(),
      later: () => {},
    };
    run[act]();
  }

  #approval(id: string): Approval | undefined {
    return find(this.#parts.store(), id)?.approval;
  }
}

/** What leads to a decision, and is too late once the request was decided. */
const decides: ReadonlySet<ToastAction> = new Set(["approve", "reject", "open-link"]);
