/** What the notification of a running sign-in says, also before it is shown. */
import { setTimeout as sleep } from "node:timers/promises";
import * as l10n from "@vscode/l10n";

/** A place that shows one line, as the editor's progress does. */
export interface ProgressLine {
  report(line: { message: string }): void;
}

/** How long (ms) a sign-in may take before it is shown. A registry that is away has refused it by then. */
const showDelayMs = 400;

export class SignInProgress {
  #message = l10n.t("finish in your browser.");
  #line: ProgressLine | null = null;
  #wanted: () => void = () => {};
  /** Resolves when the person has to see the sign-in: it takes long, or waits for them. */
  readonly due: Promise<unknown>;

  constructor() {
    const wanted = new Promise<void>((resolve) => {
      this.#wanted = resolve;
    });
    this.due = Promise.race([wanted, sleep(showDelayMs, undefined, { ref: false })]);
  }

  update(message: string): void {
    this.#message = message;
    this.#line?.report({ message });
    this.#wanted();
  }

  showIn(line: ProgressLine): void {
    this.#line = line;
    line.report({ message: this.#message });
  }
}
