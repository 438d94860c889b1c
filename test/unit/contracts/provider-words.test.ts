import assert from "node:assert/strict";
import { providerWords } from "@drawbridge/contracts/provider-words";
import { verifies } from "../../support/verifies.ts";

const token = `eyJhbGciOiJub25lIn0.${"a".repeat(60)}.${"b".repeat(43)}`;

describe("the words of a provider that refuses", () => {
  for (const [what, code, description, expected] of [
    [
      "a description",
      "invalid_target",
      "The resource request parameter is not supported",
      'invalid_target: "The resource request parameter is not supported"',
    ],
    ["no description", "access_denied", undefined, "access_denied"],
    ["an empty description", "access_denied", "  ", "access_denied"],
    [
      "characters that act on a terminal",
      "invalid_request",
      "Run\u001b[2J\u0007 this\r\nnow\u202e",
      'invalid_request: "Run\\\\u{1b}[2J\\\\u{7} this\\\\u{d}\\\\u{a}now\\\\u{202e}"',
    ],
    ["quotation marks", "invalid_request", 'Say "yes" \\', 'invalid_request: "Say \\"yes\\" \\\\"'],
    ["a token", "invalid_grant", `The token ${token} is old.`, 'invalid_grant: "The token [hidden] is old."'],
    [
      "a code of a provider's own",
      "AADSTS\u202e9010010",
      "Trace ID: 1b2c3d4e-0000-4000-8000-000000000000",
      'AADSTS\\u{202e}9010010: "Trace ID: 1b2c3d4e-0000-4000-8000-000000000000"',
    ],
  ] as const) {
    it(verifies("sign-in.provider-words", `The words of a provider are shown safely with ${what}`), () => {
      assert.equal(providerWords(code, description), expected);
    });
  }

  it(verifies("sign-in.provider-words", "A long description is cut"), () => {
    const words = providerWords("invalid_request", "word ".repeat(1_000));
    assert.ok(words.length < 340, `${words.length}`);
    assert.match(words, /…"$/);
  });
});
