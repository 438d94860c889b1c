/** Runs one command: finds it, says what went wrong, and returns the exit code. */
import { isTooOld, oldestNode } from "../kernel/oldest-node.ts";
import { version } from "../kernel/version.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../terminal/exit-code.ts";
import { CommandFailure, failureOf, usageFailure } from "../terminal/failure.ts";
import { processTerminal, resultJson, type Terminal } from "../terminal/terminal.ts";
import { helpHome } from "./command.ts";
import { commands } from "./list.ts";
import { overview } from "./overview.ts";

/** `name` is the first argument, `args` the rest. Returns the process's exit code. */
export async function runCommand(
  name: string | undefined,
  args: readonly string[],
  terminal: Terminal = processTerminal,
): Promise<ExitCode> {
  const json = args.includes("--json");
  try {
    return await run(name, args, json, terminal);
  } catch (error) {
    const failure = failureOf(error);
    terminal.note(`drawbridge: ${failure.message}`);
    if (failure.code === "usage") terminal.note(await adviceFor(name));
    if (json) resultJson(terminal, failureJson(failure));
    return exitCodeOf(failure.code);
  }
}

async function run(
  name: string | undefined,
  args: readonly string[],
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  if (name === "version" || name === "--version") {
    if (json) resultJson(terminal, { version });
    else terminal.result(version);
    return exitCode.ok;
  }
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    const [about = "--"] = args;
    terminal.result(about.startsWith("-") ? overview() : await helpOf(about, args));
    return exitCode.ok;
  }
  if (args.includes("--help") || args.includes("-h")) {
    terminal.result(await helpOf(name, args));
    return exitCode.ok;
  }
  // A broker with a Node that is too old cannot start. It prints the same sentence, and the bridge that started it
  // passes that on.
  if (isTooOld(process.versions.node) && name !== "doctor") {
    const message = `Node ${process.versions.node} is too old for Drawbridge. Install Node ${oldestNode} or later.`;
    throw new CommandFailure("node-too-old", message);
  }
  return (await commandNamed(name)).run(args, terminal);
}

const bridgeUsage = `Usage: drawbridge bridge <server> [--home FOLDER]

What an agent launches: MCP over stdin and stdout.`;

async function usageOf(name: string): Promise<string> {
  if (name === "bridge") return bridgeUsage;
  return `Usage: drawbridge ${(await commandNamed(name)).usage}`;
}

/** The usage, and what the person's home adds to it. */
async function helpOf(name: string, args: readonly string[]): Promise<string> {
  const usage = await usageOf(name);
  const lines = name === "bridge" ? undefined : await (await commandNamed(name)).homeUsage?.(helpHome(args));
  return lines === undefined || lines.length === 0 ? usage : `${usage}\n\n${lines.join("\n")}`;
}

function commandNamed(name: string): ReturnType<(typeof commands)[string]["load"]> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw usageFailure(`There is no command ${name}.`);
  return command.load();
}

async function adviceFor(name: string | undefined): Promise<string> {
  const isCommand = name !== undefined && Object.hasOwn(commands, name);
  return isCommand ? await usageOf(name) : "Run `drawbridge help` for a list of the commands.";
}

const failureJson = ({ code, message }: CommandFailure) => ({ error: { code, message } });
