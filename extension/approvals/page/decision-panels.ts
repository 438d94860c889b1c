/** The open decision pages: one for each request that was opened, and one for all that wait. */
import { randomBytes } from "node:crypto";
import type { Approval, ApprovalView } from "@drawbridge/contracts/approvals";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type ApprovalStore, decidableOf, find, pendingOf } from "../../../proxy/approvals/approval-store.ts";
import { type Disposable, Disposables } from "../../disposables.ts";
import type { ApprovalStream } from "../approval-stream.ts";
import { decidesHere, type Presence } from "../decides-here.ts";
import type { BoundDecision } from "../decisions.ts";
import { shortActOf } from "../format-approval.ts";
import { settleMs } from "../settling.ts";
import { type DecisionPage, decisionPageHtml } from "./decision-page-html.ts";
import { PageMessage } from "./page-message.ts";

type Icon = Exclude<vscode.WebviewPanel["iconPath"], vscode.Uri | undefined>;

export interface PanelParts {
  readonly stream: ApprovalStream;
  readonly media: vscode.Uri;
  readonly icon: Icon;
  /** Whether the registry answers just now. */
  online(): boolean;
  presence(): Presence;
  /** Sends what the person chose; tells them what went wrong. Never throws. */
  decide(decided: readonly BoundDecision[]): Promise<void>;
  copyLink(id: string): void;
  openLink(id: string): void;
  /** Pages came, went, or were looked at. */
  changed(): void;
}

/** The page of all that wait, among those of single requests. */
const batch = "";

interface Open {
  readonly panel: vscode.WebviewPanel;
  shown: string;
  /** When (ms since 1970) its buttons last came up: it was drawn, or came to the front. */
  upSince: number;
  visible: boolean;
  /** What the page shows, by request: a choice is bound to exactly this. */
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

  /** Requests that the person has before them. */
  get lookedAt(): ReadonlySet<string> {
    return new Set([...this.#panels.values()].flatMap(({ panel, drawn }) => (panel.visible ? [...drawn.keys()] : [])));
  }

  /** Requests that the person has before them, or has opened on a page of their own. */
  get opened(): ReadonlySet<string> {
    return new Set([...this.lookedAt, ...[...this.#panels.keys()].filter((id) => id !== batch)]);
  }

  /** A page shows on which something is still to be decided here. */
  get inFront(): boolean {
    const waiting = new Set(decidableOf(this.#parts.stream.store, Date.now()).map(({ approval }) => approval.view.id));
    return [...this.lookedAt].some((id) => waiting.has(id));
  }

  /** Shows the page of one request; of all that wait where none is named. */
  open(id = batch): void {
    const open = this.#panels.get(id);
    if (open !== undefined) {
      // What was decided there before has been seen.
      if (!open.panel.visible) open.drawn = new Map();
      this.update();
      open.panel.reveal();
      return;
    }
    const { media, icon, changed } = this.#parts;
    const panel = vscode.window.createWebviewPanel("drawbridge.decision", "Drawbridge", vscode.ViewColumn.Active, {
      enableScripts: true,
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
    this.#panels.set(id, { panel, shown: "", visible: true, upSince: Date.now(), drawn: new Map() });
    this.update();
    changed();
  }

  update(): void {
    for (const [id, open] of this.#panels) {
      const page = this.#page(id, open);
      const presence = this.#parts.presence();
      const here = new Set(page.approvals.filter((each) => decidesHere(each, presence)).map(({ view }) => view.id));
      const shown = JSON.stringify([page, [...here]]);
      if (shown === open.shown) continue;
      open.shown = shown;
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
    const notice = this.#parts.online()
      ? null
      : l10n.t(
          "The registry cannot be reached. This is what it said last, and nothing can be decided until it is back.",
        );
    if (id === batch) {
      const waiting: readonly Approval[] = pendingOf(store, now).map(({ approval }) => approval);
      const mine = waiting.filter(({ mayDecide }) => mayDecide.allowed);
      const others = waiting.filter(({ mayDecide }) => !mayDecide.allowed);
      return {
        title: l10n.t("Approvals"),
        approvals: inPlace(drawn, [...mine, ...others], store),
        batch: true,
        notice,
      };
    }
    const found = find(store, id);
    const approvals = found === undefined ? [] : [found.approval];
    const [title = l10n.t("Approval")] = approvals.map(({ view }) => shortActOf(view.plan, maxTitleLength));
    return { title, approvals, batch: false, notice };
  }

  /** A page that was hidden is loaded again when it shows; one that only gets the focus had its buttons before. */
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
    const decided = message.choices.flatMap(({ id: request, ...decision }): BoundDecision[] => {
      const view = open.drawn.get(request);
      return view === undefined ? [] : [{ view, decision }];
    });
    // A page that is decided stays and says what became of it: closing it would bring another up in its place.
    if (Date.now() - open.upSince >= settleMs) await this.#parts.decide(decided);
    void open.panel.webview.postMessage({});
  }
}

/** Characters of a tab's title: the object comes first, and the editor cuts what is too long. */
const maxTitleLength = 60;

/**
 * What the page of all shows: what it showed already keeps its place, with what became of it, and what is new comes after,
 * so that nothing takes the place of what was decided.
 */
function inPlace(drawn: Open["drawn"], waiting: readonly Approval[], store: ApprovalStore): readonly Approval[] {
  const before = [...drawn.keys()].flatMap((id) => find(store, id)?.approval ?? []);
  return [...before, ...waiting.filter(({ view }) => !drawn.has(view.id))];
}
