/** How the editor writes a sentence about a request: in its language, on one line, every invisible character marked. Pure. */
import { plainText, type Surface } from "@drawbridge/contracts/approvals/surface";
import * as l10n from "@vscode/l10n";

/** Numbers and times are as the extension host's locale has them. */
export const editorText: Surface = {
  ...plainText,
  say: (text, ...values) => l10n.t(text, ...values),
  time: (iso) => new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }),
  number: (value, maxFractionDigits = 0) =>
    value.toLocaleString(undefined, { maximumFractionDigits: maxFractionDigits }),
};
