/** One page that runs a tool: what it shows, and what each of its messages does. It knows nothing of the editor. */
import type { MyServer } from "@drawbridge/contracts/registry";
import * as l10n from "@vscode/l10n";
import type { CallResult } from "../../proxy/client/call-result.ts";
import { editorText } from "../editor-text.ts";
import { checkedArguments, type FormValues } from "./form-values.ts";
import type { InputHistory } from "./input-history.ts";
import { type ResultView, resultView } from "./result-view.ts";
import type { PageUpdate, RunMessage } from "./run-message.ts";
import { type RunPage, resultHtml } from "./run-page-html.ts";
import type { RunningCall, ToolCalls } from "./tool-call.ts";
import { type ToolForm, toolForm } from "./tool-form.ts";

export interface RunPageParts {
  readonly calls: Pick<ToolCalls, "inputSchema" | "call">;
  readonly history: InputHistory;
  labelOf(values: FormValues): string;
  /** What went wrong, as a sentence for the person. */
  failure(error: unknown): string;
  draw(page: RunPage): void;
  post(update: PageUpdate): void;
  /** Opens the request that the call waits for. */
  review(): void;
  copy(text: string): void;
  openDocument(document: ResultView["document"]): void;
  /** Milliseconds since 1970. */
  now(): number;
}

type State = Extract<PageUpdate, { kind: "show" }>["state"];
type Tool = MyServer["tools"][number];

export class RunPageModel {
  readonly #server: MyServer;
  readonly #tool: Tool;
  readonly #parts: RunPageParts;
  #form: ToolForm | null = null;
  #running: RunningCall | null = null;
  #state: State = "";
  #status = "";
  #result: ResultView | null = null;

  constructor(server: MyServer, tool: Tool, parts: RunPageParts) {
    this.#server = server;
    this.#tool = tool;
    this.#parts = parts;
  }

  /** Reads the tool's inputs, and draws the form. Never throws. */
  async read(): Promise<void> {
    this.#draw(null);
    try {
      const schema = await this.#parts.calls.inputSchema(this.#server.name, this.#tool.name);
      if (schema === undefined)
        return this.#draw(l10n.t("The server does not list this tool. Refresh the servers, then try again."));
      this.#form = toolForm(schema);
      this.#draw(null);
    } catch (error) {
      this.#draw(this.#parts.failure(error));
    }
  }

  take(message: RunMessage): void {
    const { history, post, copy, openDocument, review } = this.#parts;
    const result = this.#result;
    if (message.kind === "ready") this.#show();
    if (message.kind === "reload") void this.read();
    if (message.kind === "run") void this.#run(message.values);
    if (message.kind === "check") this.#check(message.values, message.field);
    if (message.kind === "cancel") this.cancel();
    if (message.kind === "review") review();
    if (message.kind === "copy" && result !== null) copy(result.copied);
    if (message.kind === "open" && result !== null) openDocument(result.document);
    const values = message.kind === "recall" ? history.of(this.#key)[message.at] : undefined;
    if (values !== undefined) post({ kind: "fill", values });
  }

  /** Ends the call under way, if there is one. */
  cancel(): void {
    this.#running?.cancel();
  }

  get #key(): string {
    return `${this.#server.name}/${this.#tool.name}`;
  }

  #check(values: FormValues, field: string): void {
    if (this.#form === null) return;
    const checked = checkedArguments(this.#form, values);
    this.#parts.post({ kind: "errors", errors: checked.ok ? {} : checked.errors, field });
  }

  async #run(values: FormValues): Promise<void> {
    if (this.#form === null || this.#running !== null) return;
    const checked = checkedArguments(this.#form, values);
    this.#parts.post({ kind: "errors", errors: checked.ok ? {} : checked.errors });
    if (!checked.ok) return;
    const { calls, history, now } = this.#parts;
    history.add(this.#key, values);
    const began = now();
    let waiting = false;
    this.#become("busy", l10n.t("Running…"), null);
    const running = calls.call(this.#server.name, this.#tool.name, checked.arguments, {
      progress: (message) => {
        if (!waiting) this.#become("busy", message, null);
      },
      held: (waits) => {
        waiting = waits;
        if (waits)
          this.#become(
            "waits",
            l10n.t("This call waits for approval, and nothing has run. Open the request to see and decide it."),
            null,
          );
        else this.#become("busy", l10n.t("It was decided. Running…"), null);
      },
    });
    this.#running = running;
    try {
      const result = await running.result;
      this.#running = null;
      if (result === null) this.#become("", this.#cancelled(waiting), null);
      else this.#finished(result, now() - began);
    } catch (error) {
      this.#running = null;
      this.#become("failed", this.#parts.failure(error), null);
    }
  }

  #finished(result: CallResult, ms: number): void {
    const view = resultView(result);
    const time = l10n.t("{0} s", editorText.number(ms / 1000, 1));
    this.#become(view.failed ? "failed" : "", `${view.summary} (${time})`, view);
  }

  #cancelled(waiting: boolean): string {
    if (waiting)
      return l10n.t(
        "Cancelled while it waited for approval: nothing has run. The request stays open until it ends. Reject it, or run the tool again with the same inputs.",
      );
    return this.#tool.effect === "read"
      ? l10n.t("Cancelled.")
      : l10n.t("Cancelled. The call may have run: check its effect before you run it again.");
  }

  #become(state: State, status: string, result: ResultView | null): void {
    this.#state = state;
    this.#status = status;
    this.#result = result;
    this.#show();
  }

  #show(): void {
    const { post, history, labelOf } = this.#parts;
    post({
      kind: "show",
      state: this.#state,
      status: this.#status,
      result: this.#result === null ? "" : resultHtml(this.#result),
      history: history.of(this.#key).map(labelOf),
    });
  }

  #draw(failure: string | null): void {
    const { name: tool, title, description, effect } = this.#tool;
    const { name: server, title: serverTitle } = this.#server;
    this.#parts.draw({ server, serverTitle, tool, title, description, effect, form: this.#form, failure });
  }
}
