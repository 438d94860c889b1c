/** What doctor can check without another program: the runtime and the home folder. */
import { constants } from "node:fs";
import { stat } from "node:fs/promises";
import type { Home } from "../../files/home.ts";
import { isTooOld, oldestNode } from "../../kernel/oldest-node.ts";
import { type Finding, ok, problem } from "./finding.ts";

/** `version` as in process.versions.node. */
export function judgeNode(version: string): Finding {
  if (!isTooOld(version)) return ok("node", version);
  return problem("node", `${version} is too old`, `Install Node ${oldestNode} or later.`);
}

/** Mode and owner of a file or folder; null if it does not exist. */
export interface Standing {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
}

/** The home's folder and those files in it that hold secrets or say something about the user's work. */
export async function standingsOf(home: Home): Promise<readonly Standing[]> {
  const paths = [
    home.folder,
    home.keyFile,
    home.secretFile,
    home.configFile,
    home.networkFile,
    home.catalogueFile,
    home.brokerLog,
  ];
  const standings = await Promise.all(paths.map(standingOf));
  return standings.flatMap((standing) => (standing === null ? [] : [standing]));
}

/** `uid` is the user's own; null on Windows, where modes mean nothing. */
export function judgeHome(folder: string, standings: readonly Standing[], uid: number | null): Finding {
  if (standings.every(({ path }) => path !== folder)) return ok("home", `${folder} does not exist yet; login makes it`);
  if (standings.some(({ path, mode }) => path === folder && (mode & constants.S_IFMT) === constants.S_IFREG))
    return problem("home", `${folder} is a file`, "Move it away, or set DRAWBRIDGE_HOME to a folder.");
  if (uid === null) return ok("home", folder);
  const foreign = standings.find((standing) => standing.uid !== uid);
  if (foreign !== undefined) {
    return problem(
      "home",
      `${foreign.path} belongs to another user`,
      `Make it yours, or set DRAWBRIDGE_HOME to another folder.`,
    );
  }
  const open = standings.find(({ mode }) => (mode & 0o077) !== 0);
  if (open !== undefined) {
    const right = open.path === folder ? "700" : "600";
    return problem(
      "home",
      `${open.path} can be read by others (mode ${(open.mode & 0o777).toString(8)})`,
      `Run: chmod ${right} ${open.path}`,
    );
  }
  return ok("home", `${folder}, yours alone`);
}

async function standingOf(path: string): Promise<Standing | null> {
  try {
    const { mode, uid } = await stat(path);
    return { path, mode, uid };
  } catch {
    return null;
  }
}
