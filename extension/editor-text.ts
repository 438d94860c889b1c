/** How the editor writes a sentence about a request: in its language, on one line, with invisible characters marked. Pure. */
import { plainText, type Surface } from "@drawbridge/contracts/approvals/surface";
import * as l10n from "@vscode/l10n";

/** Numbers and times are written in the locale of the extension host. */
export const editorText: Surface = {
  ...plainText,
  say: (text, ...values) => l10n.t(text, ...values),
  time: (iso) => new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }),
  number: (value, maxFractionDigits = 0) =>
    value.toLocaleString(undefined, { maximumFractionDigits: maxFractionDigits }),
};
