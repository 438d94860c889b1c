/** Which Drawbridges are left when an editor removes its extension. Pure. */
import { posix, win32 } from "node:path";
import type { Installation } from "../agents/launcher.ts";
import type { Machine } from "../agents/machine.ts";

/**
 * The installations that are not the extension in `folder`, in any of its versions: an editor keeps each version in a
 * folder of its own (`…/extensions/publisher.name-1.2.3`), and removes all of them.
 */
export function otherInstallations(
  installations: readonly Installation[],
  folder: string,
  { platform }: Pick<Machine, "platform">,
): readonly Installation[] {
  const { basename, dirname, join, relative, sep } = platform === "win32" ? win32 : posix;
  const name = basename(folder).replace(/-\d+\.\d+\.\d+.*$/, "");
  const isOwn = (program: string) => {
    const [first = ""] = relative(dirname(folder), program).split(sep);
    const version = first.slice(name.length);
    return join(dirname(folder), first) === folder || (first.startsWith(name) && /^-\d+\.\d+\.\d+/.test(version));
  };
  return installations.filter(({ program }) => !isOwn(program));
}
