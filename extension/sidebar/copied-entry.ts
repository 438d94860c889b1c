/** What the copy commands copy, so that a person can connect an agent by hand. Pure. */
import { bridgeLaunch } from "../../proxy/agents/launch.ts";

/** A member of `servers` in an `mcp.json` of the editor. `launcher` is the one path that stays valid across updates. */
export function mcpEntry(server: string, launcher: string): string {
  const { command, args } = bridgeLaunch(launcher, server, server);
  const member = JSON.stringify({ [server]: { type: "stdio", command, args } }, null, 2);
  return member.slice(2, -2).replaceAll(/^ {2}/gm, "");
}

/** The command for a terminal, or for an agent that takes one line. */
export function launcherLine(server: string, launcher: string, platform: NodeJS.Platform): string {
  const { command, args } = bridgeLaunch(launcher, server, server);
  return [quotedFor(platform, command), ...args].join(" ");
}

function quotedFor(platform: NodeJS.Platform, path: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(path) && (platform === "win32" || !path.includes("\\"))) return path;
  return platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
