/** Calls of servers that note in a file what begins and what ends: cheap, without an approval, and exact. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Traces, Work } from "./work.ts";

export interface LedgerWork extends Work {
  /** The sessions that began. */
  sessions(): readonly string[];
}

/** Our own server, or one with sessions that is not built on the framework. */
export function ledgerWork(name: "ledger" | "sessions" = "ledger"): LedgerWork {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-ledger-"));
  const file = join(folder, "ledger");
  writeFileSync(file, "");
  return {
    server: { name, main: mains[name], environment: { LEDGER_FILE: file } },
    call: (effect, id) => ({ tool: effect === "read" ? "look" : "change", args: { id } }),
    begin: async () => {},
    truth: async () => ledgerIn(linesOf(file)),
    sessions: () => linesOf(file).flatMap(([what, id]) => (what === "session" ? [id] : [])),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

const mains = {
  ledger: "test/support/fleet/ledger-main.ts",
  sessions: "test/support/fleet/session-main.ts",
} as const;

const linesOf = (file: string): readonly (readonly [what: string, id: string])[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const [what = "", id = ""] = line.split(" ");
      return [what, id];
    });

function ledgerIn(lines: ReturnType<typeof linesOf>): ReadonlyMap<string, Traces> {
  const calls = new Map<string, Traces>();
  for (const [what, id] of lines) {
    const { began, ran } = calls.get(id) ?? { began: 0, ran: 0 };
    if (what === "began") calls.set(id, { began: began + 1, ran });
    if (what === "ran") calls.set(id, { began, ran: ran + 1 });
  }
  return calls;
}
