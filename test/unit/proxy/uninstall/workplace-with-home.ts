/** A temporary machine whose home holds what a broker and a launcher leave there. */
import { TemporaryWorkplace } from "../agents/workplace.ts";

export const key = "k".repeat(43);

export function workplaceWithHome(): TemporaryWorkplace {
  const user = new TemporaryWorkplace();
  user.write(".drawbridge/key", key, 0o600);
  user.write(".drawbridge/broker.log", "");
  user.write(
    ".drawbridge/bin/drawbridge",
    "# Starts Drawbridge for the agents on this machine. Each update of Drawbridge writes this file again.",
  );
  user.write(".drawbridge/bin/installations.json", "[]");
  return user;
}
