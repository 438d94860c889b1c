/**
 * The question for a registry's address while the person types: the address is asked after a pause, and further
 * typing cancels the request. Nothing here knows the editor.
 */
import type { Verdict } from "./address-check.ts";

/** What the input box shows. */
export interface AddressState {
  readonly busy: boolean;
  /** What is wrong with the text; null where nothing is known to be. */
  readonly problem: string | null;
  /** Whether the address may be used although nothing answered there: the person may be offline. */
  readonly usableAnyway: boolean;
}

export interface AddressQuestionParts {
  /** What is wrong with the text as it is; null where it can be asked. */
  wrong(typed: string): string | null;
  check(typed: string, signal: AbortSignal): Promise<Verdict>;
  show(state: AddressState): void;
  /** How long (ms) the person has to stop typing before the address is asked. */
  readonly pauseMs: number;
}

interface Asking {
  readonly abort: AbortController;
  /** Null where the person typed on meanwhile. */
  readonly verdict: Promise<Verdict | null>;
}

export class AddressQuestion {
  readonly #parts: AddressQuestionParts;
  #typed = "";
  #verdict: Verdict | null = null;
  #asking: Asking | null = null;
  #pause: NodeJS.Timeout | undefined;

  constructor(parts: AddressQuestionParts) {
    this.#parts = parts;
  }

  /** The person changed the text: an answer about the earlier text does not count. */
  typed(text: string): void {
    this.close();
    this.#typed = text;
    this.#verdict = null;
    const { wrong, show, pauseMs } = this.#parts;
    // An empty box is not a mistake.
    const problem = text.trim() === "" ? null : wrong(text);
    show({ busy: false, problem, usableAnyway: false });
    if (problem === null && text.trim() !== "") this.#pause = setTimeout(() => void this.#ask(), pauseMs);
  }

  /** The person wants this address. The registry's own address; null where it is none, or more was typed meanwhile. */
  async accept(): Promise<string | null> {
    clearTimeout(this.#pause);
    const { wrong, show } = this.#parts;
    const problem = wrong(this.#typed);
    if (problem !== null) {
      show({ busy: false, problem, usableAnyway: false });
      return null;
    }
    const verdict = this.#verdict ?? (await this.#ask());
    return verdict?.kind === "registry" ? verdict.registry : null;
  }

  /** The address where nothing answered; null where something did, or nothing was asked yet. */
  anyway(): string | null {
    return this.#verdict?.kind === "away" ? this.#verdict.address : null;
  }

  /** Asks no more. */
  close(): void {
    clearTimeout(this.#pause);
    this.#asking?.abort.abort();
    this.#asking = null;
  }

  /** Null where the person typed on meanwhile. */
  #ask(): Promise<Verdict | null> {
    this.#asking ??= this.#begin();
    return this.#asking.verdict;
  }

  #begin(): Asking {
    const { check, show } = this.#parts;
    const abort = new AbortController();
    show({ busy: true, problem: null, usableAnyway: false });
    const verdict = check(this.#typed, abort.signal)
      .catch((): null => null)
      .then((found) => {
        if (abort.signal.aborted || found === null) return null;
        this.#asking = null;
        this.#verdict = found;
        const problem = found.kind === "registry" ? null : found.text;
        show({ busy: false, problem, usableAnyway: found.kind === "away" });
        return found;
      });
    return { abort, verdict };
  }
}
