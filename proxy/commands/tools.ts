/** `drawbridge tools <server>`: the tools of a server, as an agent would see them. */

import { denialSentence } from "@drawbridge/contracts/access";
import { z } from "zod";
import { BridgeClient } from "../client/bridge-client.ts";
import { withBroker } from "../client/with-broker.ts";
import type { Catalogue } from "../contracts/control.ts";
import * as methods from "../kernel/mcp-methods.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { CommandFailure } from "../terminal/failure.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";
import { catalogueOf } from "./servers.ts";

const Tool = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  annotations: z
    .looseObject({ readOnlyHint: z.boolean().optional(), destructiveHint: z.boolean().optional() })
    .optional(),
});
type Tool = z.infer<typeof Tool>;

const Page = z.object({ tools: z.array(Tool), nextCursor: z.string().optional() });

export const tools: Command = {
  usage: "tools <server> [--json] [--home FOLDER]",

  async run(args, terminal) {
    const { positionals, home, json } = readArguments(args, {}, ["server"]);
    const [server = ""] = positionals;
    const catalogue = await withBroker(home, catalogueOf);
    throwUnlessAllowed(server, catalogue);
    const client = await BridgeClient.connect(home, server);
    try {
      const all = await allTools(client);
      if (json) resultJson(terminal, { server, tools: all });
      else for (const tool of all) terminal.result(describeTool(tool));
    } finally {
      client.close();
    }
    return exitCode.ok;
  },
};

/**
 * Throws if the user may not use the server. An agent gets an empty list then, and the reason only with a call. A
 * person gets the reason at once.
 */
export function throwUnlessAllowed(server: string, { servers, stale }: Catalogue): void {
  const entry = servers.find(({ name }) => name === server);
  if (entry === undefined && stale)
    throw new CommandFailure(
      "unreachable",
      "The registry cannot be reached now, so its servers are not known. Try again in a moment.",
    );
  if (entry === undefined)
    throw new CommandFailure(
      "unknown-server",
      `There is no server ${server}. \`drawbridge servers\` lists those you can see.`,
    );
  if (!entry.access.allowed) throw new CommandFailure("not-allowed", denialSentence(entry.access));
}

async function allTools(client: BridgeClient): Promise<Tool[]> {
  const all: Tool[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.request(methods.listTools, cursor === undefined ? {} : { cursor }, Page);
    all.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** Name and effect, then the first sentence of the description. */
export function describeTool({ name, title, description, annotations }: Tool): string {
  const effect =
    annotations?.readOnlyHint === true ? "reads" : annotations?.destructiveHint === false ? "writes" : "may destroy";
  const purpose = description?.split(/(?<=\.)\s/)[0] ?? title ?? "";
  return `${name} (${effect})\n  ${purpose}`;
}
