import assert from "node:assert/strict";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { bundle } from "../../../scripts/l10n.ts";
import { pseudoLocale, pseudoText } from "../../../scripts/pseudo-locale.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import { visibleLiterals } from "./visible-literals.ts";

/** What a person reads in English in every language, and why. `file` null: in every file. */
const exceptions: readonly { readonly file: string | null; readonly text: RegExp; readonly reason: string }[] = [
  { file: null, text: /^Drawbridge$/, reason: "The product's name." },
  { file: "extension/approvals/page/decision-page-style.ts", text: /^body \{/, reason: "CSS." },
  { file: "extension/run/run-page-style.ts", text: /^body \{/, reason: "CSS." },
  { file: "extension/server-page/page-style.ts", text: /^body \{/, reason: "CSS." },
  {
    file: "extension/registry/registry-question.ts",
    text: /^https:\/\/drawbridge\.example\.com$/,
    reason: "An address.",
  },
  { file: "extension/run/run-page-html.ts", text: /^NULL$/, reason: "SQL's own word for a missing value." },
  { file: "extension/signin/sign-in-feature.ts", text: /^editor at/, reason: "The key of a secret. It is not shown." },
  { file: "extension/system-codes.ts", text: /^unexpected redirect$/, reason: "What undici's message says." },
  { file: "extension/diagnose/report.ts", text: /^Drawbridge\s+in/, reason: "The report's first line, for support." },
];

const Texts = z.record(z.string(), z.string());
const read = (file: string): Record<string, string> => Texts.parse(JSON.parse(readFileSync(file, "utf8")));

describe("the translations of the extension", function () {
  this.timeout(30_000);

  it(
    verifies("vscode.texts", "Every text of the extension's sources that a person reads goes to the translators"),
    () => {
      const files = globSync("extension/**/*.ts", { cwd: repository, exclude: ["**/node_modules/**", "**/dist/**"] });
      const found = visibleLiterals(files.sort().map((file) => join(repository, file)));
      const isException = (literal: (typeof found)[number]) =>
        exceptions.filter(({ file, text }) => (file === null || file === literal.file) && text.test(literal.text));
      assert.deepEqual(
        found.filter((literal) => isException(literal).length === 0),
        [],
        "Write it as l10n.t(…), or add an exception with its reason.",
      );
      const used = new Set(found.flatMap(isException));
      const unused = exceptions.filter((exception) => !used.has(exception));
      assert.deepEqual(unused, [], "These exceptions are not needed any more.");
    },
  );

  it("The check sees texts in messages, rows, pages and templates, and no text that goes through l10n", () => {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-literals-test-"));
    const file = join(folder, "sample.ts");
    try {
      writeFileSync(
        file,
        `import * as l10n from "a package"; declare const vscode: any, item: any, n: number, htmlText: any;
vscode.window.showInformationMessage("Saved", l10n.t("Undo it now"));
item.tooltip = n > 1 ? "Many" : l10n.t("One of them");
const row = { label: "Tool", kind: "tool", description: \`$(eye) \${n}\` };
const page = \`<p class="lead" title="Why it is">\${htmlText("Two words")}</p>\`;
const words = ["one", "two words"];
const key: "a literal type" | null = null;`,
      );
      const texts = visibleLiterals([file]).map(({ text }) => text);
      assert.deepEqual(texts, ["Saved", "Many", "Tool", "Why it is", "two words"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("The pseudo-locale has brackets and accents, is longer, and keeps what a translator keeps", () => {
    assert.equal(pseudoText("Run"), "⟦Ŕúñ ó⟧");
    assert.equal(pseudoText("{0} of {1} tools"), "⟦{0} óf {1} ţóóļš óñéšţ⟧");
    assert.equal(pseudoText("Go\n[Run](command:a.b)"), "⟦Ĝó⟧\n[⟦Ŕúñ ó⟧](command:a.b)");
    assert.equal(
      pseudoText("Sign [in](command:drawbridge.signIn), or run `drawbridge login`."),
      "⟦Šíĝñ [íñ](command:drawbridge.signIn), óŕ ŕúñ `drawbridge login`. óñéšţ óñéšţ óñéšţ óñéšţ ó⟧",
    );
  });

  for (const file of [bundle, join(repository, "extension", "package.nls.json")])
    it(
      verifies(
        "vscode.texts",
        `Every text of ${file.split("/").at(-1)} has a longer pseudo-translation with its values`,
      ),
      () => {
        const english = read(file);
        const pseudo = pseudoLocale(english);
        assert.deepEqual(Object.keys(pseudo), Object.keys(english));
        const values = (text: string) => [...text.matchAll(/\{\d+\}|\$\([\w~-]+\)|\(command:[^)]*\)/g)].map(String);
        for (const [key, text] of Object.entries(english)) {
          const translation = pseudo[key] ?? "";
          assert.deepEqual(values(translation), values(text), key);
          const length = (each: string) => each.replaceAll(/\(command:[^)]*\)/g, "").length;
          assert.ok(length(translation) >= length(text) * 1.4, translation);
          for (const line of translation.split("\n")) assert.match(line, /^(\[⟦.*⟧\]\(command:.*\)|⟦.*⟧)$/);
        }
      },
    );
});
