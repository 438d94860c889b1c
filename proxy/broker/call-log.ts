/** `broker.log`: one readable line for each call and each trouble. Never arguments, results or tokens. Bounded in size. */
import { appendFile, rename, stat } from "node:fs/promises";
import { readIfThere } from "../files/atomic-file.ts";
import { type Call, callText, type LogLine, readLogLine } from "./log-line.ts";

/** Two files of this size (bytes) at most: the log and the one before it. */
const largest = 1024 * 1024;
/** Lines within this time (ms) are written together. */
const writeDelay = 100;

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

  /** Answers with the call as the log has it. */
  call(call: Call): LogLine | null {
    return this.note(callText(call));
  }

  note(text: string): LogLine | null {
    const line = `${this.#now().toISOString()} ${text.replace(/\s+/g, " ")}`;
    this.#lines.push(`${line}\n`);
    this.#timer ??= setTimeout(() => void this.flush(), writeDelay);
    this.#timer.unref();
    return readLogLine(line);
  }

  /** Every line that is kept, oldest first. */
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

  /** A log that cannot be written is no reason to stop serving. */
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
