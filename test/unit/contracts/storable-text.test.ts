import assert from "node:assert/strict";
import { hasNul, isStorable, readJson, shortened, storable } from "@drawbridge/contracts/storable-text";
import { verifies } from "../../support/verifies.ts";

const refused: readonly (readonly [string, string, RegExp])[] = [
  ["a NUL in a text", '{"agent":"a\\u0000b"}', /at agent /],
  ["a NUL deep in a list", '{"calls":[{"agent":"x"},{"agent":"\\u0000"}]}', /at calls\.1\.agent /],
  ["half a character", '{"a":{"b":"\\ud83d"}}', /at a\.b /],
  ["the other half", '["\\uDE00x"]', /at 0 /],
  ["two halves in the wrong order", '"\\ude00\\ud83d"', /at the top /],
  ["a NUL in a field's name", '{"a":{"\\u0000b":1}}', /at a\.a field's name /],
  ["a NUL deeper than calls nest", `${"[".repeat(50_000)}"\\u0000"${"]".repeat(50_000)}`, /at ….0\.0/],
];
const taken: readonly (readonly [string, string])[] = [
  ["a whole character of two halves", '{"a":"\\ud83d\\ude00"}'],
  ["an escape that only looks like one", '{"a":"\\\\u0000 and \\\\ud83d"}'],
  ["other control characters", '{"a":"\\u0001\\t\\n"}'],
  ["no text at all", "[1,null,true]"],
];

describe("a JSON body", () => {
  for (const [what, text, why] of refused) {
    it(verifies("text.refused", `A JSON body with ${what} is refused, and the refusal names the place`), () => {
      const read = readJson(text);
      assert.equal(read.kind, "unstorable");
      assert.match(read.kind === "unstorable" ? read.why : "", why);
    });
  }
  for (const [what, text] of taken) {
    it(verifies("text.refused", `A JSON body with ${what} is accepted`), () => {
      assert.deepEqual(readJson(text), { kind: "json", value: JSON.parse(text) });
    });
  }

  it("A body that is not JSON is malformed, even where it holds a NUL", () => {
    assert.deepEqual(readJson('{"a":"\0"}'), { kind: "malformed" });
    assert.deepEqual(readJson(""), { kind: "malformed" });
  });
});

describe("text for a store", () => {
  it("A shortened text has no half character at its end", () => {
    assert.equal(shortened("ab😀", 3), "ab");
    assert.equal(shortened("ab😀", 4), "ab😀");
    assert.equal(shortened("abc", 2), "ab");
    assert.ok(isStorable(shortened("😀".repeat(60), 99)));
  });

  it("A replacement character is in place of each character that a store refuses", () => {
    assert.equal(storable("a\0b\ud83dc"), "a\ufffdb\ufffdc");
    assert.equal(storable("whole 😀"), "whole 😀");
  });

  it("An address with a NUL is recognized", () => {
    assert.deepEqual(["/a%00", "/a?b=%00", "/a%2500", "/a"].map(hasNul), [true, true, false, false]);
  });
});
