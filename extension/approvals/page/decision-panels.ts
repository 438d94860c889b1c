/** The open decision pages: one for each request that was opened, and one for all waiting requests. */
import { randomBytes } from "node:crypto";
import type { Approval, ApprovalView, Resolution } from "@drawbridge/contracts/approvals";
import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type ApprovalStore, decidableOf, find, pendingOf } from "../../../proxy/approvals/approval-store.ts";
import { commands } from "../../contributions.ts";
import { type Disposable, Disposables } from "../../disposables.ts";
import type { ApprovalStream } from "../approval-stream.ts";
import type { DecisionBlocker } from "../decide/decision-blocker.ts";
import { decidesHere, type Presence, recordsOutcomeHere } from "../decide/decision-place.ts";
import type { BoundDecision } from "../decide/decisions.ts";
import { shortActOf } from "../format-approval.ts";
import { type DecisionPage, decisionPageHtml } from "./decision-page-html.ts";
import { PageMessage } from "./page-message.ts";

type Icon = Exclude<vscode.WebviewPanel["iconPath"], vscode.Uri | undefined>;

export interface PanelParts {
  readonly stream: ApprovalStream;
  readonly media: vscode.Uri;
  readonly icon: Icon;
  /** Why nothing can be decided at present; null where something can. */
  decisionBlocker(): DecisionBlocker | null;
  presence(): Presence;
  /** Sends what the person chose, and shows what went wrong. Never throws. */
  decide(decided: readonly BoundDecision[]): Promise<void>;
  /** Records how a call ended, and shows what went wrong. Never throws. */
  settle(id: string, outcome: Resolution): Promise<void>;
  /** Ends a standing approval, and shows what went wrong. */
  revoke(scope: string): void;
  /** Opens the statement in an editor tab. */
  openText(view: ApprovalView): void;
  /** Opens the definition now and after the call in the editor's own comparison. */
  compare(view: ApprovalView): void;
  copyLink(id: string): void;
  openLink(id: string): void;
  /** Called when a page was opened, closed, or brought to the front. */
  changed(): void;
}

/** The key of the page of all waiting requests; the other pages have the id of their request. */
const batch = "";

interface Open {
  readonly panel: vscode.WebviewPanel;
  contentKey: string;
  /** When (ms since 1970) the page's buttons last appeared: the page was drawn, or came to the front. */
  upSince: number;
  visible: boolean;
  /** What the page shows, by the request's id. A choice is bound to exactly this. */
  drawn: ReadonlyMap<string, ApprovalView>;
}

export class DecisionPanels implements Disposable {
  readonly #parts: PanelParts;
  readonly #panels = new Map<string, Open>();
  readonly #disposables = new Disposables();

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.#disposables.add(parts.stream.onChange(() => this.update()));
  }

  /** The requests on the visible pages. */
  get lookedAt(): ReadonlySet<string> {
    return new Set([...this.#panels.values()].flatMap(({ panel, drawn }) => (panel.visible ? [...drawn.keys()] : [])));
  }

  /** The requests on the visible pages, and those that have an open page of their own. */
  get opened(): ReadonlySet<string> {
    return new Set([...this.lookedAt, ...[...this.#panels.keys()].filter((id) => id !== batch)]);
  }

  /** Whether a visible page has a request that this person can still decide. */
  get inFront(): boolean {
    const waiting = new Set(decidableOf(this.#parts.stream.store, Date.now()).map(({ approval }) => approval.view.id));
    return [...this.lookedAt].some((id) => waiting.has(id));
  }

  /** Shows the page of one request, or of all waiting requests where no id is given. */
  open(id = batch): void {
    const open = this.#panels.get(id);
    if (open !== undefined) {
      // The person has seen what was decided there before, so the page drops it.
      if (!open.panel.visible) open.drawn = new Map();
      this.update();
      open.panel.reveal();
      return;
    }
    const { media, icon, changed } = this.#parts;
    const panel = vscode.window.createWebviewPanel("drawbridge.decision", "Drawbridge", vscode.ViewColumn.Active, {
      enableScripts: true,
      // A page of a session that has ended offers to sign in. No command decides.
      enableCommandUris: [commands.signIn],
      localResourceRoots: [media],
    });
    panel.iconPath = icon;
    panel.onDidDispose(() => {
      this.#panels.delete(id);
      changed();
    });
    panel.onDidChangeViewState(() => {
      this.#cameUp(id);
      changed();
    });
    panel.webview.onDidReceiveMessage((message) => void this.#onMessage(id, message));
    this.#panels.set(id, { panel, contentKey: "", visible: true, upSince: Date.now(), drawn: new Map() });
    this.update();
    changed();
  }

  update(): void {
    for (const [id, open] of this.#panels) {
      const page = this.#page(id, open);
      const presence = this.#parts.presence();
      const here = new Set(
        page.approvals
          .filter((each) => decidesHere(each, presence) || recordsOutcomeHere(each, presence))
          .map(({ view }) => view.id),
      );
      const contentKey = JSON.stringify([page, [...here]]);
      if (contentKey === open.contentKey) continue;
      open.contentKey = contentKey;
      open.upSince = Date.now();
      open.drawn = new Map(page.approvals.map(({ view }) => [view.id, view]));
      open.panel.title = page.title;
      const script = vscode.Uri.joinPath(this.#parts.media, "decision-page.js");
      open.panel.webview.html = decisionPageHtml(page, {
        nonce: randomBytes(16).toString("base64"),
        language: vscode.env.language,
        here: ({ view }) => here.has(view.id),
        script: open.panel.webview.asWebviewUri(script).toString(),
        time: (iso) => new Date(iso).toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "short" }),
      });
    }
  }

  dispose(): void {
    this.#disposables.dispose();
    for (const { panel } of [...this.#panels.values()]) panel.dispose();
  }

  #page(id: string, { drawn }: Open): DecisionPage {
    const { store } = this.#parts.stream;
    const now = Date.now();
    const notice = this.#parts.decisionBlocker();
    if (id === batch) {
      const waiting: readonly Approval[] = pendingOf(store, now).map(({ approval }) => approval);
      const mine = waiting.filter(({ mayDecide }) => mayDecide.allowed);
      const others = waiting.filter(({ mayDecide }) => !mayDecide.allowed);
      return {
        title: l10n.t("Approvals"),
        approvals: inPlace(drawn, [...mine, ...others], store),
        batch: true,
        notice,
        scopes: store.scopes,
      };
    }
    const found = find(store, id);
    const approvals = found === undefined ? [] : [found.approval];
    const [title = l10n.t("Approval")] = approvals.map(({ view }) => shortActOf(view.plan, maxTitleLength));
    return { title, approvals, batch: false, notice, scopes: store.scopes };
  }

  /** A hidden page is loaded again when it becomes visible. A page that only gets the focus had its buttons before. */
  #cameUp(id: string): void {
    const open = this.#panels.get(id);
    if (open === undefined) return;
    if (open.panel.visible && !open.visible) open.upSince = Date.now();
    open.visible = open.panel.visible;
  }

  async #onMessage(id: string, received: unknown): Promise<void> {
    const open = this.#panels.get(id);
    const message = PageMessage.safeParse(received).data;
    if (open === undefined || message === undefined) return;
    if (message.kind === "copy-link") return this.#parts.copyLink(message.id);
    if (message.kind === "open-link") return this.#parts.openLink(message.id);
    if (message.kind === "revoke") {
      const scope = find(this.#parts.stream.store, message.id)?.approval.decision?.scope ?? null;
      if (scope !== null) this.#parts.revoke(scope);
      return;
    }
    if (message.kind === "open-text" || message.kind === "compare") {
      const view = open.drawn.get(message.id);
      if (view !== undefined) (message.kind === "compare" ? this.#parts.compare : this.#parts.openText)(view);
      return;
    }
    if (message.kind === "settle") {
      const { id: request, outcome, reason } = message;
      const settled = Date.now() - open.upSince >= settleMs && open.drawn.has(request);
      if (settled) await this.#parts.settle(request, { outcome, reason });
      void open.panel.webview.postMessage({});
      return;
    }
    const decided = message.choices.flatMap(({ id: request, ...decision }): BoundDecision[] => {
      const view = open.drawn.get(request);
      return view === undefined ? [] : [{ view, decision }];
    });
    // A decided page stays and shows the outcome, because closing it would bring another page up in its place.
    if (Date.now() - open.upSince >= settleMs) await this.#parts.decide(decided);
    void open.panel.webview.postMessage({});
  }
}

/** The most characters of a tab's title. The object comes first, because the editor cuts a long title. */
const maxTitleLength = 40;

/**
 * The requests on the page of all waiting ones. A request that the page showed already keeps its place and shows its
 * outcome. New requests come after it, so that none takes the place of a decided one.
 */
function inPlace(drawn: Open["drawn"], waiting: readonly Approval[], store: ApprovalStore): readonly Approval[] {
  const before = [...drawn.keys()].flatMap((id) => find(store, id)?.approval ?? []);
  return [...before, ...waiting.filter(({ view }) => !drawn.has(view.id))];
}
