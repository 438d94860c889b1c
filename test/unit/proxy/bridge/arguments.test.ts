import assert from "node:assert/strict";
import { readArguments } from "../../../../proxy/bridge.ts";

describe("the arguments of `drawbridge bridge`", () => {
  it("The bridge's arguments name a server of the registry", () => {
    assert.deepEqual(readArguments(["presto"]), { server: "presto", direct: undefined, home: undefined });
    assert.deepEqual(readArguments(["--home", "/h", "presto"]), { server: "presto", direct: undefined, home: "/h" });
  });

  it("The bridge's arguments may name a URL and headers for it", () => {
    const args = ["--url", "http://127.0.0.1:9/mcp", "--header", "Authorization: Bearer a:b", "--header", "x-y:z"];
    assert.deepEqual(readArguments(args), {
      server: "127.0.0.1:9",
      direct: { url: "http://127.0.0.1:9/mcp", headers: { authorization: "Bearer a:b", "x-y": "z" } },
      home: undefined,
    });
  });

  for (const [args, problem] of [
    [[], /Which server/],
    [["a", "b"], /Unexpected argument: b/],
    [["--home"], /needs a value/],
    [["--what", "x"], /Unknown option/],
    [["--url", "file:///etc/passwd"], /Not an http/],
    [["--url", "nonsense"], /Not an http/],
    [["presto", "--url", "http://x/"], /either a server or --url/],
    [["--url", "http://x/", "--header", "nothing"], /Name: value/],
  ] as const) {
    it(`The bridge refuses these arguments: ${args.join(" ") || "none"}`, () => {
      assert.match(String(readArguments(args)), problem);
    });
  }
});
