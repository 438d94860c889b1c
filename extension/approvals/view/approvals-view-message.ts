/** The line above the rows of the approvals view. Pure. */
import { spelledOut } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { editorMessage } from "../../editor-message.ts";
import type { Snapshot } from "../../state/snapshot.ts";

/**
 * Where it is empty, there is no line, and a view without rows says that nothing waits. So it is empty only where that is
 * known. `read` is whether the registry's list has been read.
 */
export function approvalsViewMessage({ phase, current, servers, failure }: Snapshot, read: boolean): string {
  if (phase === "expired") return l10n.t("Your session has ended. Sign in to see what waits for you now.");
  if (phase !== "signed-in") return "";
  if (servers === null && failure !== null)
    return l10n.t("It is not known what waits for you. {0}", spelledOut(editorMessage(failure)));
  if (servers !== null && !current)
    return l10n.t("The registry cannot be reached. Requests stay there, and show here when it is back.");
  return read ? "" : l10n.t("Reading what waits for you…");
}
