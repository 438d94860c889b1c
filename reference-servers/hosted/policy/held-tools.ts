/** What is said of a tool that no person may call, because an approval does not cover it: the same words at edge and server. */
import type { AccessPolicy, Decision } from "@drawbridge/contracts/access";
import type { Principal } from "@drawbridge/contracts/identity";
import type { RouteTools } from "@drawbridge/contracts/registry";
import { deny } from "./decision.ts";

type Asked = Pick<AccessPolicy, "server" | "ask">;

/** `why` is the end of a sentence. */
export const heldBackTool = ({ server, ask }: Asked, tool: string, why: string, user: Principal["user"]): Decision =>
  deny(
    `${server}/held-back`,
    `${user} may not call ${tool} of ${server}: ${why}. It can be used once a review has approved it (policy ${server}/held-back).`,
    ask,
  );

export const unknownTool = ({ server, ask }: Asked, tool: string, user: Principal["user"]): Decision =>
  deny(
    `${server}/tools`,
    `${user} may not call ${tool} of ${server}: no policy names that tool (policy ${server}/tools).`,
    ask,
  );

/** What the edge says of a tool of a server with an approved version; null where it lets it pass. */
export function refusedTool(tools: RouteTools & Asked, tool: string, user: Principal["user"]): Decision | null {
  if (Object.hasOwn(tools.approved, tool)) return null;
  const why = Object.hasOwn(tools.heldBack, tool) ? tools.heldBack[tool] : undefined;
  return why === undefined ? unknownTool(tools, tool, user) : heldBackTool(tools, tool, why, user);
}
