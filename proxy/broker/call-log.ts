/**
 * `broker.log`: one readable line for each call and each problem. It never holds arguments, results or tokens. Its size
 * is bounded.
 */
import { appendFile, rename, stat } from "node:fs/promises";
import { readIfThere } from "@drawbridge/contracts/atomic-file";
import { type Call, callText, type LogLine, readLogLine } from "./log-line.ts";

/** There are at most two files of this size (bytes): the log and the one before it. */
const largest = 1024 * 1024;
/** Lines that come within this time (ms) are written together. */
const writeDelayMs = 100;

export class CallLog {
  readonly #path: string;
  readonly #now: () => Date;
  #size: number | null = null;
  #lines: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, now: () => Date = () => new Date()) {
    this.#path = path;
    this.#now = now;
  }

  /** Notes the call. Returns it as the log holds it. */
  call(call: Call): LogLine | null {
    return this.note(callText(call));
  }

  note(text: string): LogLine | null {
    const line = `${this.#now().toISOString()} ${text.replace(/\s+/g, " ")}`;
    this.#lines.push(`${line}\n`);
    this.#timer ??= setTimeout(() => void this.flush(), writeDelayMs);
    this.#timer.unref();
    return readLogLine(line);
  }

  /** Every line in the files, oldest first. */
  async lines(): Promise<readonly LogLine[]> {
    await this.flush();
    const texts = await Promise.all([`${this.#path}.1`, this.#path].map(readIfThere));
    return texts.flatMap((text) => text?.split("\n") ?? []).flatMap((line) => readLogLine(line) ?? []);
  }

  /** Resolves when everything noted is on disk. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  /** Writes the waiting lines. A log that cannot be written must not stop the broker, so failures are ignored. */
  async #write(): Promise<void> {
    const text = this.#lines.splice(0).join("");
    if (text === "") return;
    try {
      this.#size ??= await stat(this.#path).then(
        (facts) => facts.size,
        () => 0,
      );
      if (this.#size > largest) {
        await rename(this.#path, `${this.#path}.1`);
        this.#size = 0;
      }
      await appendFile(this.#path, text, { mode: 0o600 });
      this.#size += Buffer.byteLength(text);
    } catch {
      this.#size = null;
    }
  }
}
