/** `drawbridge call <server> <tool>`: one call of one tool, for people and scripts. */

import { readFile } from "node:fs/promises";
import type { CommandErrorCode } from "@drawbridge/contracts/error-codes/commands";
import { oneLine } from "@drawbridge/contracts/visible-text";
import { z } from "zod";
import { BridgeClient, protocolError } from "../client/bridge-client.ts";
import { CallResult } from "../client/call-result.ts";
import * as methods from "../kernel/mcp-methods.ts";
import { type ExitCode, exitCode, exitCodeOf } from "../terminal/exit-code.ts";
import { CommandFailure, usageFailure } from "../terminal/failure.ts";
import { resultJson, type Terminal } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";
import { formatResult } from "./results/format-result.ts";
import { isFields } from "./results/value.ts";

const Arguments = z.record(z.string(), z.unknown());

export const call: Command = {
  usage: `call <server> <tool> [--args JSON | --args-file FILE] [--json] [--home FOLDER]

  --args JSON       the tool's arguments, a JSON object
  --args-file FILE  the same, from a file

On a terminal, prints rows as a table, documents as text and any other result in sections. Into a pipe, prints the
result's text; --json prints the whole result. A result that is an error goes to stderr.
A call that needs a person's yes prints where to give it, and waits; Ctrl-C ends the waiting, not the request.`,

  async run(args, terminal) {
    const argv = readArguments(args, { args: { type: "string" }, "args-file": { type: "string" } }, ["server", "tool"]);
    const [server = "", tool = ""] = argv.positionals;
    const toolArguments = await argumentsFrom(argv.options.args, argv.options["args-file"]);
    const client = await BridgeClient.connect(argv.home, server);
    client.onProgress = (message) => terminal.note(oneLine(message, 1000));
    try {
      const result = await client
        .request(methods.callTool, { name: tool, arguments: toolArguments }, CallResult)
        .catch((error: unknown) => {
          throw withNextStep(error, server);
        });
      return report(result, argv.json, terminal);
    } finally {
      client.close();
    }
  },
};

/** A server's own error, for example about an unknown tool, lacks the next step, so it is added here. */
function withNextStep(error: unknown, server: string): unknown {
  if (!(error instanceof CommandFailure) || error.code !== protocolError) return error;
  return new CommandFailure(
    error.code,
    `${error.message}. \`drawbridge tools ${server}\` lists the tools that you may call.`,
  );
}

/** Prints a result and returns the exit code for it. */
export function report(result: CallResult, json: boolean, terminal: Terminal): ExitCode {
  if (result.resultType === "input_required") {
    terminal.note("The tool asks for something before it runs, which cannot be answered here. Call it from an agent.");
    if (json) resultJson(terminal, result);
    return exitCode.failed;
  }
  const text = result.content.map((block) => block.text ?? JSON.stringify(block)).join("\n");
  if (json) resultJson(terminal, result);
  else if (!result.isError) terminal.result(terminal.columns === null ? text : forPerson(result, terminal.columns));
  if (!result.isError) return exitCode.ok;
  terminal.note(text);
  return exitCodeOf(result._meta?.["drawbridge/code"] ?? ("tool-error" satisfies CommandErrorCode));
}

/**
 * What a person at a terminal reads. Text that is JSON only repeats the structured content, so only other text is kept.
 */
function forPerson({ content, structuredContent: structured }: CallResult, columns: number): string {
  const blocks = content
    .filter(({ text }) => !isFields(structured) || text === undefined || !isJson(text))
    .map(({ type, text }) => text ?? `(a block of type ${type}, which --json prints)`);
  return [...blocks, ...(isFields(structured) ? [formatResult(structured, columns)] : [])].join("\n\n");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function argumentsFrom(inline: string | undefined, file: string | undefined): Promise<Record<string, unknown>> {
  if (inline !== undefined && file !== undefined) throw usageFailure("--args and --args-file exclude each other.");
  const text = file === undefined ? (inline ?? "{}") : await textOf(file);
  try {
    return Arguments.parse(JSON.parse(text));
  } catch {
    throw usageFailure(`${file === undefined ? "--args" : file} must be a JSON object, like {"sql":"SELECT 1"}.`);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw usageFailure(`${file} cannot be read.`);
  }
}
