/** What every command has, and the arguments that all of them take. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { z } from "zod";
import { type Home, homeOf } from "../files/home.ts";
import type { ExitCode } from "../terminal/exit-code.ts";
import { usageFailure } from "../terminal/failure.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface Command {
  /** What follows `drawbridge `, then what each option does. */
  readonly usage: string;
  /** Lines below the usage for what this home knows; an empty list for nothing. */
  homeUsage?(home: Home): Promise<readonly string[]>;
  /** Throws only errors that `failureOf` understands. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

const common = { home: { type: "string" }, json: { type: "boolean" } } as const;
const Common = z.object({ home: z.string().optional(), json: z.boolean().default(false) });

/**
 * Reads a command's arguments: its own options, `--home` and `--json`, and the positionals in `names`. With `more`, any
 * number may follow them. Throws `usage`.
 */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  names: readonly string[] = [],
  more = false,
) {
  const { values, positionals } = parsed(args, options);
  const missing = names[positionals.length];
  if (missing !== undefined) throw usageFailure(`The ${missing} is missing.`);
  if (!more && positionals.length > names.length)
    throw usageFailure(`Unexpected argument: ${positionals[names.length]}`);
  const { home, json } = Common.parse(values);
  const where: Home = homeOf(home);
  return { options: values, positionals, home: where, json };
}

/** The home that the arguments of a request for help name. */
export function helpHome(args: readonly string[]): Home {
  const options = { home: common.home };
  const { home } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false }).values;
  return homeOf(typeof home === "string" ? home : undefined);
}

function parsed<const Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...common }, allowPositionals: true });
  } catch (error) {
    // Only the first sentence of node:util's message, without the advice after it.
    throw usageFailure(error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error));
  }
}
