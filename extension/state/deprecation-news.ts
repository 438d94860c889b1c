/** Of which deprecated servers a person gets a notice. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";
import type { Snapshot } from "./snapshot.ts";

/** What identifies a notice: a server that changes its message gives another one. */
export const noticeKey = ({ name, deprecated }: MyServer): string => `${name}: ${JSON.stringify(deprecated)}`;

/** The deprecated servers that the person uses and may use, without those whose notice was shown before (`noticeKeys`). */
export function deprecationNews(
  { phase, current, servers }: Snapshot,
  used: readonly string[],
  noticeKeys: readonly string[],
): readonly MyServer[] {
  if (phase !== "signed-in" || !current || servers === null) return [];
  return servers.filter(
    (server) =>
      server.deprecated !== undefined &&
      server.access.allowed &&
      used.includes(server.name) &&
      !noticeKeys.includes(noticeKey(server)),
  );
}
