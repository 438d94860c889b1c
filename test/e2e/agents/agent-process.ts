/**
 * The process that an agent starts, with the environment that the agent leaves it and the way in which the agent ends
 * it.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { cli } from "../../support/agents/command-line.ts";
import type { AgentRow, Step } from "./agent-rows.ts";

export interface End {
  /** The time (ms) from the agent's first step to the end of the process. */
  readonly ms: number;
  /** Whether the agent had to kill it. */
  readonly killed: boolean;
}

export class AgentPipe {
  readonly pid: number;
  readonly ended: Promise<unknown>;
  onLine: (line: string) => void = () => {};
  onEnd: () => void = () => {};
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #row: AgentRow;

  /** `environment` is the user's. The agent passes a part of it on. `cwd` is the folder that the agent works in. */
  constructor(row: AgentRow, args: readonly string[], environment: NodeJS.ProcessEnv, cwd: string) {
    this.#row = row;
    const left = Object.entries(environment).filter(([name]) => row.leaves(name));
    this.#child = spawn(process.execPath, [cli, "bridge", ...args], {
      cwd,
      env: Object.fromEntries(left),
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.pid = this.#child.pid ?? 0;
    this.#child.stdin.on("error", () => {});
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.onLine(line));
    this.ended = once(this.#child, "exit").then(() => this.onEnd());
  }

  write(message: object): void {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the process as the agent does. */
  async end(): Promise<End> {
    const begun = performance.now();
    let killed = false;
    for (const { afterMs, does } of this.#row.closing) {
      const waitMs = afterMs - (performance.now() - begun);
      if (waitMs > 0) await Promise.race([sleep(waitMs, undefined, { ref: false }), this.ended]);
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) break;
      if (does === "SIGKILL") killed = true;
      this.#do(does);
    }
    await this.ended;
    return { ms: performance.now() - begun, killed };
  }

  #do(step: Step): void {
    if (step === "end of input") this.#child.stdin.end();
    else this.#child.kill(step);
  }
}
