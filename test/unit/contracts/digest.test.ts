import assert from "node:assert/strict";
import { canonicalJson, digestOf } from "@drawbridge/contracts/digest";
import { verifies } from "../../support/verifies.ts";

describe("the digest of arguments", () => {
  it(verifies("gate.bound-arguments", "The canonical JSON of RFC 8785's own example is right, byte for byte"), () => {
    const example: unknown = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    assert.equal(
      canonicalJson(example),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it(
    verifies(
      "gate.bound-arguments",
      "The canonical JSON orders keys by UTF-16 code units, also those that are numbers (RFC 8785 §3.2.3)",
    ),
    () => {
      const keys = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
      assert.equal(canonicalJson(keys), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\ud83d\ude00":5,"\ufb33":3}');
      assert.equal(canonicalJson({ "10": 1, "9": 2 }), '{"10":1,"9":2}');
    },
  );

  const same: readonly (readonly [string, unknown, unknown])[] = [
    ["key order", { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ["1, 1.0 and 1e0", JSON.parse('{"n":1}'), JSON.parse('{"n":1.0e0}')],
    ["0 and -0", { n: 0 }, { n: -0 }],
    ["escapes", JSON.parse('"\\u0041"'), "A"],
    ["an absent and an undefined member", { a: 1 }, { a: 1, b: undefined }],
  ];
  for (const [which, one, other] of same) {
    it(verifies("gate.bound-arguments", `The digest of arguments ignores ${which}`), () =>
      assert.equal(digestOf(one), digestOf(other)),
    );
  }

  const different: readonly (readonly [string, unknown, unknown])[] = [
    ["composed and decomposed letters", { s: "\u00e9" }, { s: "e\u0301" }],
    ["look-alikes", { s: "a" }, { s: "\u0430" }],
    ["a number and its text", { n: 1 }, { n: "1" }],
    ["one field more", { a: 1 }, { a: 1, b: null }],
    ["the order of a list", [1, 2], [2, 1]],
    ["white space", { s: "a b" }, { s: "a  b" }],
    ["case", { s: "A" }, { s: "a" }],
    ["nesting", { a: { b: 1 } }, { "a.b": 1 }],
    ["an invisible character", { s: "a" }, { s: "a\u200b" }],
    ["the nearest number", { n: 0.1 }, { n: 0.1 + Number.EPSILON }],
  ];
  for (const [which, one, other] of different) {
    it(verifies("gate.bound-arguments", `The digest of arguments differs by ${which}`), () =>
      assert.notEqual(digestOf(one), digestOf(other)),
    );
  }

  it(verifies("gate.bound-arguments", "The canonical JSON of a value that JSON cannot express is an error"), () => {
    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, "\ud800", { s: "\udc00" }]) {
      assert.throws(() => digestOf(value), String(value));
    }
  });
});
