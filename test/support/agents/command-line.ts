/** The command line as a user runs it: the bundle, in a home of its own. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../machine/source-files.ts";

/** The program that `npx drawbridge` runs. */
export const cli = `${repository}proxy/bin/drawbridge.js`;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class CommandLine {
  readonly home: string;
  readonly #program: string;
  readonly #variables: NodeJS.ProcessEnv;

  /** `variables` are those of the person's terminal, in addition to what every run gets. */
  constructor(
    home = mkdtempSync(join(tmpdir(), "drawbridge-user-")),
    program = cli,
    variables: NodeJS.ProcessEnv = {},
  ) {
    this.home = home;
    this.#program = program;
    this.#variables = variables;
  }

  /** Runs `drawbridge …args` with little more than a PATH, as agents do. */
  run(...args: string[]): Promise<Outcome> {
    return this.runWith({}, ...args);
  }

  /** As `run`, with these environment variables added. */
  runWith(variables: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
    return this.#outcome(args, variables, () => {});
  }

  /** As `run`; calls `act` with the first text on stderr that `awaited` matches. */
  converse(args: readonly string[], awaited: RegExp, act: (match: RegExpExecArray) => Promise<unknown>) {
    let hasActed = false;
    return this.#outcome(args, {}, (stderr, fail) => {
      const match = hasActed ? null : awaited.exec(stderr);
      if (match === null) return;
      hasActed = true;
      act(match).catch(fail);
    });
  }

  #outcome(
    args: readonly string[],
    variables: NodeJS.ProcessEnv,
    onStderr: (all: string, fail: (error: unknown) => void) => void,
  ): Promise<Outcome> {
    return new Promise((done, failed) => {
      const child = spawn(process.execPath, [this.#program, ...args, "--home", this.home], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { PATH: process.env.PATH, HOME: this.home, BROWSER: "none", ...this.#variables, ...variables },
      });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
      });
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
        onStderr(stderr, failed);
      });
      child.once("error", failed);
      child.once("close", (code) => done({ code, stdout, stderr }));
    });
  }

  /** Ends this home's broker and removes the home. */
  async dispose(): Promise<void> {
    await this.run("broker", "--stop");
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
  }
}
