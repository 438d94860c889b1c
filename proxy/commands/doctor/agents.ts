/** Whether the agents that were connected on this machine can still start a bridge. */
import { execFile } from "node:child_process";
import { type AgentHere, lookAround, type Workplace } from "../../agents/agent-discovery.ts";
import { launcherOf } from "../../agents/launcher.ts";
import { AgentsError } from "../../agents/model/errors.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** How long (ms) the launcher may take to start the command line. */
const launchTimeoutMs = 10_000;

export async function lookAtAgents(workplace: Workplace): Promise<Finding> {
  try {
    const agents = await lookAround(workplace, null);
    const launcher = launcherOf(workplace.home, workplace.machine);
    const starts = connectedIn(agents).length === 0 || (await startsSomething(launcher));
    return judgeAgents(agents, launcher, starts);
  } catch (error) {
    if (!(error instanceof AgentsError)) throw error;
    return problem("agents", error.message, "Then connect them again: drawbridge agents add");
  }
}

/** `starts` says whether the launcher that their files name starts this program. */
export function judgeAgents(agents: readonly AgentHere[], launcher: string, starts: boolean): Finding {
  const connected = connectedIn(agents);
  if (connected.length === 0) return ok("agents", "none is connected; VS Code needs no connecting");
  const names = connected.map(({ agent }) => agent.name).join(", ");
  if (starts) return ok("agents", `${names} connected`);
  return problem(
    "agents",
    `${names} would start ${launcher}, which is gone or starts nothing any more`,
    "Run `drawbridge agents add`: it puts the launcher back.",
  );
}

const connectedIn = (agents: readonly AgentHere[]): readonly AgentHere[] =>
  agents.filter(({ standing }) => standing !== null && standing.connected.length > 0);

/** Tests the launcher by starting it as an agent would, because a Node or a program that it names may be gone. */
function startsSomething(launcher: string): Promise<boolean> {
  const windows = process.platform === "win32";
  // On Windows only the shell can start command files, and the shell removes quotes.
  const command = windows ? `"${launcher}"` : launcher;
  const options = { timeout: launchTimeoutMs, windowsHide: true, shell: windows };
  return new Promise((done) => {
    execFile(command, ["version"], options, (error) => done(error === null));
  });
}
