/** In which of a person's windows a request is shown: the one that its agent works in, else the one in use. Pure. */
import type { Asker } from "../../proxy/contracts/control.ts";

export interface Windows {
  /** The folders that this window shows, and those of the person's other windows. */
  readonly own: readonly string[];
  readonly others: readonly string[];
  readonly focused: boolean;
}

/** "either" where no window has a better claim than this one and others: the one in use shows it. */
export type Place = "here" | "elsewhere" | "either";

/** The deepest folder that holds the agent's counts, so that a window on a subfolder goes before one on all of it. */
export function placeOfRequest(askers: readonly Asker[], { own, others }: Omit<Windows, "focused">): Place {
  const [here = 0, elsewhere = 0] = [own, others].map((folders) =>
    Math.max(0, ...askers.flatMap(({ cwd }) => folders.map((folder) => depth(cwd, folder)))),
  );
  if (here === elsewhere) return "either";
  return here > elsewhere ? "here" : "elsewhere";
}

/** How long the path of `folder` is where it holds `cwd`; else 0. */
function depth(cwd: string | null, folder: string): number {
  const [inner, outer] = [segments(cwd ?? ""), segments(folder)];
  return outer.length > 0 && outer.every((each, at) => each === inner[at]) ? outer.length : 0;
}

const segments = (path: string): readonly string[] => path.split(/[\\/]+/).filter((each) => each !== "");
