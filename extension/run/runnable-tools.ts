/** The tools that the person may run. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";

export interface RunnableTool {
  readonly server: MyServer;
  readonly tool: MyServer["tools"][number];
}

export const runnableTools = (servers: readonly MyServer[]): readonly RunnableTool[] =>
  servers
    .filter(({ access }) => access.allowed)
    .flatMap((server) => server.tools.filter(({ access }) => access.allowed).map((tool) => ({ server, tool })));

/** The tool for a first try: one that reads. `query` comes before others, because it answers with rows. */
export function firstTool(tools: readonly RunnableTool[]): RunnableTool | undefined {
  const reading = tools.filter(({ server, tool }) => tool.effect === "read" && server.status !== "down");
  return reading.find(({ tool }) => tool.name === "query") ?? reading[0];
}
