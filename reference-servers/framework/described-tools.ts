/** A server's tools with all that a person approves of them: what clients see, and what only the registry knows. */
import type { DescribedTool } from "@drawbridge/contracts/tool-versions";
import type { ServerDefinition } from "./define-server.ts";
import { listedTool } from "./mcp/tool-list.ts";

/** The tools of `definition`, in their order. */
export const describedTools = <Services>(definition: ServerDefinition<Services>): readonly DescribedTool[] =>
  definition.tools.map((tool) => {
    const { annotations, ...listed } = listedTool(tool);
    return {
      ...listed,
      ...(annotations !== undefined && { annotations: { ...annotations } }),
      effect: tool.effect,
      policy: tool.authorize,
      minutesSaved: tool.minutesSaved,
      timeLimitSeconds: tool.timeoutMs / 1000,
    };
  });
