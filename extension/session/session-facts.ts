/** What the session's states depend on, from the window's snapshot. Pure. */
import { userText } from "../../proxy/contracts/user-text.ts";
import type { Snapshot } from "../state/snapshot.ts";
import type { SessionFacts } from "./session-state.ts";

export function factsOf(
  { phase, registry, other, user, current, servers, failure }: Snapshot,
  window: Pick<SessionFacts, "trusted" | "focused">,
): SessionFacts {
  const usable = servers?.some(({ access }) => access.allowed) ?? false;
  return {
    ...{ phase, registry, other, user: user?.name ?? null },
    userText: user === null ? "" : userText(user),
    online: current || (servers === null && failure === null),
    servers: servers === null ? "unread" : usable ? "some" : "none",
    ...window,
  };
}
