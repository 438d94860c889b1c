/** Shows the editor's messages about requests: a new request, the outcome of an approved call, and a click that came too late. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { showUnasked } from "../../unasked-message.ts";
import type { ApprovalToast, ToastAction } from "./approval-toast.ts";
import type { News } from "./outcome-news.ts";

export class ApprovalMessages {
  readonly #openPage: (id: string) => Promise<void>;

  /** `openPage` opens the page of a request. */
  constructor(openPage: (id: string) => Promise<void>) {
    this.#openPage = openPage;
  }

  /** Resolves with the button that the person chose; undefined where the message was closed. */
  async request({ kind, text, offers }: ApprovalToast): Promise<ToastAction | undefined> {
    const chosen = await showUnasked(kind, text, ...offers.map(({ label }) => label));
    return offers.find(({ label }) => label === chosen)?.act;
  }

  async outcome({ id, kind, text }: News): Promise<void> {
    const details = l10n.t("Details");
    if ((await showUnasked(kind, text, details)) === details) await this.#openPage(id);
  }

  /** `text` says why the click decides nothing. */
  async lateClick(text: string, id: string): Promise<void> {
    const details = l10n.t("Details");
    if ((await vscode.window.showInformationMessage(text, details)) === details) await this.#openPage(id);
  }
}
