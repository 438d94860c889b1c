import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { bundle, bundled, textsOf } from "../../../scripts/l10n.ts";
import { verifies } from "../../support/verifies.ts";

describe("the extension's texts", () => {
  it(verifies("vscode.texts", "The bundle for translators has all texts of the extension, and nothing else"), () => {
    assert.equal(readFileSync(bundle, "utf8"), bundled(), "Run `node scripts/l10n.ts`.");
  });

  it("The script finds texts in every notation, and refuses a text that is not a string literal", () => {
    const source = `l10n.t(\n  "a \\"quoted\\" {0}",\n  x); htmlText("b"); l10n.t("c"); this.#htmlText("d"); l10n.t(text, ...values); surface.say("e {0}", x)`;
    assert.deepEqual(textsOf("a.ts", source), ['a "quoted" {0}', "b", "c", "e {0}"]);
    assert.throws(() => textsOf("a.ts", "l10n.t(`a`)"), /a\.ts: l10n\.t\( is not given a string/);
    assert.throws(() => textsOf("a.ts", 'l10n.t(yes ? "a" : "b")'), /is not given a string/);
  });
});
