/**
 * `node scripts/l10n.ts`: writes the extension's texts for translators (extension/l10n/bundle.l10n.json; a
 * translation lies beside it as bundle.l10n.<language>.json, as the editor looks for it). What is shown in English alone
 * needs no bundle: a text is its own key.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const extension = fileURLToPath(new URL("../extension", import.meta.url));
/** What the editor and other surfaces show in the same words: of a request for approval, and of a deprecated server. */
const contracts = fileURLToPath(new URL("../reference-servers/contracts", import.meta.url));
export const bundle = join(extension, "l10n", "bundle.l10n.json");

/** `l10n.t`; `htmlText` (approvals/page/request-html.ts) and `say` (contracts/approvals/surface.ts), which pass their text on to it. */
const call = /(?<![#\w])(?:(?<!\.)l10n\.t|(?<!\.)htmlText|say)\(\s*("(?:[^"\\\n]|\\.)*"|text, \.\.\.values)?/g;

/** Every text that the extension shows by `l10n.t`. Throws where one is no plain string, and so in no bundle. */
const translatable = (): readonly string[] =>
  (
    [
      [extension, "**/*.ts"],
      [contracts, "{approvals/**/*,deprecation}.ts"],
    ] as const
  ).flatMap(([folder, files]) =>
    globSync(files, { cwd: folder, exclude: ["node_modules/**"] }).flatMap((file) =>
      textsOf(file, readFileSync(join(folder, file), "utf8")),
    ),
  );

/** Those of one source. Throws as `translatable` does. */
export function textsOf(file: string, source: string): readonly string[] {
  return [...source.matchAll(call)].flatMap(([match, text]) => {
    if (text === undefined) throw new Error(`${file}: ${match} is not given a string in double quotes.`);
    return text.startsWith('"') ? [String(JSON.parse(text))] : [];
  });
}

/** The bundle as the sources want it. */
export function bundled(): string {
  const texts = [...new Set(translatable())].sort();
  return `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(bundle, bundled());
