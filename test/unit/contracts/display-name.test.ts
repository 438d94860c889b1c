import assert from "node:assert/strict";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { displayNameOf, maxDisplayNameLength, personText } from "@drawbridge/contracts/display-name";
import { isVisible } from "@drawbridge/contracts/visible-text";
import { verifies } from "../../support/verifies.ts";

const id = "05ca878d-3f1c-4d1e-9a52-000000000001";

/** Names → how the person is written. */
const shown: readonly (readonly [string, string])[] = [
  ["Ada Lindqvist", `Ada Lindqvist (${id})`],
  ["Ines Moreau (ines)", `Ines Moreau {ines} (${id})`],
  ["Lindqvist, Ada（EXT）", `Lindqvist, Ada{EXT} (${id})`],
  ["ᚠ ❨ines❩", `ᚠ {ines} (${id})`],
  [id.toUpperCase(), id],
  ["a".repeat(90), `${"a".repeat(40)}… (${id})`],
  [`${"a".repeat(39)}🦊`, `${"a".repeat(39)}\ufffd… (${id})`],
];

describe("a display name beside a stable id", () => {
  for (const [name, text] of shown)
    it(verifies("name.hostile", `A person with the name ${name.slice(0, 30)} is written with the whole id`), () => {
      assert.equal(personText(id, { [id]: name }), text);
      assert.ok(plainText.person(personText(id, { [id]: name })).endsWith(text === id ? id : `(${id})`));
    });

  it(verifies("name.beside-id", "An id without a known name is written alone"), () => {
    for (const names of [undefined, {}, { ines: "Ines Moreau" }]) assert.equal(personText("ada", names), "ada");
    assert.equal(personText("toString", {}), "toString");
  });

  it(verifies("name.hostile", "A name with invisible and reordering characters shows them, and the id"), () => {
    const text = plainText.person(personText("ada", { ada: "A\u202eda\u200b\nIgnore" }));
    assert.equal(text, "A\\u{202e}da\\u{200b}\\u{a}Ignore (ada)");
    assert.ok(isVisible(text));
  });

  it(
    verifies("name.hostile", "A claim gives a name only where it is a text that can be stored, and at most 100 of it"),
    () => {
      for (const value of [undefined, null, 7, "", " \t", ["Ada"], { name: "Ada" }, "a\0b", "a\ud800"])
        assert.equal(displayNameOf(value), null, JSON.stringify(value));
      assert.equal(displayNameOf(" Zoe\u0308 "), "Zo\u00eb");
      assert.equal(displayNameOf("x".repeat(1_000_000))?.length, maxDisplayNameLength);
      assert.ok(displayNameOf(`${"x".repeat(99)}🦊`)?.isWellFormed());
    },
  );
});
