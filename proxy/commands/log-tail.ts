/** The broker's log as it grows: whole lines, from one file to the next when the broker starts a new file. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { readIfThere } from "@drawbridge/contracts/atomic-file";

export class LogTail {
  readonly #path: string;
  #file: FileHandle | null = null;
  #position = 0;
  #rest = "";
  #decoder = new StringDecoder("utf8");

  constructor(path: string) {
    this.#path = path;
  }

  /** The last `maxLines` lines that exist already. Lines that are written from now on come by `news`. */
  async before(maxLines: number): Promise<readonly string[]> {
    const older = (await readIfThere(`${this.#path}.1`)) ?? "";
    const lines = [...older.split("\n"), ...(await this.news())];
    return lines.filter((line) => line !== "").slice(-maxLines);
  }

  /** The lines that were written since the last call. */
  async news(): Promise<readonly string[]> {
    const lines = await this.#read();
    if (!(await this.#turnedOver())) return lines;
    // First the lines that came between the last read and the change of files, then the new file from its beginning.
    const last = await this.#read();
    await this.close();
    return [...lines, ...last, ...(await this.#read())];
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
    this.#position = 0;
    this.#rest = "";
    this.#decoder = new StringDecoder("utf8");
  }

  async #read(): Promise<readonly string[]> {
    this.#file ??= await open(this.#path, "r").catch(() => null);
    if (this.#file === null) return [];
    const buffer = Buffer.alloc(Math.max(0, (await this.#file.stat()).size - this.#position));
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#position);
    this.#position += bytesRead;
    const lines = (this.#rest + this.#decoder.write(buffer.subarray(0, bytesRead))).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines;
  }

  async #turnedOver(): Promise<boolean> {
    if (this.#file === null) return false;
    const [now, open] = await Promise.all([stat(this.#path).catch(() => null), this.#file.stat()]);
    return now !== null && now.ino !== open.ino;
  }
}
