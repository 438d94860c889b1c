/** In which of a person's windows a request is shown: where its agent works, else in the focused window. Pure. */
import type { Asker } from "../../../proxy/contracts/control.ts";

export interface Windows {
  /** The folders that this window shows, and those of the person's other windows. */
  readonly own: readonly string[];
  readonly others: readonly string[];
  readonly focused: boolean;
}

/** "either": this window and another match equally well, or none matches. Then the focused window shows the request. */
export type Place = "here" | "elsewhere" | "either";

/** The deepest folder that contains the agent's folder wins, so a window on a subfolder comes before one on its parent. */
export function placeOfRequest(askers: readonly Asker[], { own, others }: Omit<Windows, "focused">): Place {
  const [here = 0, elsewhere = 0] = [own, others].map((folders) =>
    Math.max(0, ...askers.flatMap(({ cwd }) => folders.map((folder) => depth(cwd, folder)))),
  );
  if (here === elsewhere) return "either";
  return here > elsewhere ? "here" : "elsewhere";
}

/** The number of path segments of `folder` where it contains `cwd`; else 0. */
function depth(cwd: string | null, folder: string): number {
  const [inner, outer] = [segments(cwd ?? ""), segments(folder)];
  return outer.length > 0 && outer.every((each, at) => each === inner[at]) ? outer.length : 0;
}

const segments = (path: string): readonly string[] => path.split(/[\\/]+/).filter((each) => each !== "");
