/**
 * Calls that usage cannot count, because their row breaks the contract or the registry refuses it. They are put in a file
 * beside the outbox, so that an operator can look at them and no other call waits behind them. Nothing from them is
 * logged.
 */
import { appendFile, readFile } from "node:fs/promises";
import type { Logger } from "pino";

export interface SetAside {
  /** Stores rows as they are. Throws nothing: a row that cannot be stored is still counted. */
  add(rows: readonly unknown[]): Promise<void>;
}

export interface SetAsideSettings {
  /** Null stores none. */
  readonly file: string | null;
  /** Called with the number of rows, for a metric. */
  count(rows: number): void;
  readonly log: Logger;
}

/** Maximum rows in the file. Once it is full, further rows are only counted. */
export const maxSetAside = 1_000;

export function setAside({ file, count, log }: SetAsideSettings): SetAside {
  let rowsInFile: number | undefined;

  const keep = async (rows: readonly unknown[]): Promise<number> => {
    if (file === null) return 0;
    rowsInFile ??= (await readFile(file, "utf8").catch(() => "")).split("\n").length - 1;
    const fitting = rows.slice(0, Math.max(0, maxSetAside - rowsInFile));
    if (fitting.length === 0) return 0;
    await appendFile(file, fitting.map((row) => `${JSON.stringify(row)}\n`).join(""), { mode: 0o600 });
    rowsInFile += fitting.length;
    return fitting.length;
  };

  return {
    async add(rows) {
      if (rows.length === 0) return;
      count(rows.length);
      const inFile = await keep(rows).catch(() => 0);
      log.error(
        { calls: rows.length, kept: inFile, file },
        "usage does not count these calls: the registry cannot keep them. Look at the file, and remove it",
      );
    },
  };
}
