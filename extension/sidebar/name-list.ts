/** Names in a sentence, at most a few of them. Pure. */
import * as l10n from "@vscode/l10n";

const maxNames = 3;

export function nameList(names: readonly string[]): string {
  if (names.length <= maxNames) return names.join(", ");
  return l10n.t("{0} and {1} more", names.slice(0, maxNames).join(", "), names.length - maxNames);
}
