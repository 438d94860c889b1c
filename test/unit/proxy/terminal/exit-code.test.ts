import assert from "node:assert/strict";
import { unreachable } from "../../../../proxy/identity/errors.ts";
import { notSignedIn, ProxyError } from "../../../../proxy/kernel/errors.ts";
import { exitCodeOf } from "../../../../proxy/terminal/exit-code.ts";
import { failureOf } from "../../../../proxy/terminal/failure.ts";
import { verifies } from "../../../support/verifies.ts";

describe("exit codes", () => {
  for (const [code, exit] of [
    ["usage", 2],
    ["bad-registry", 2],
    ["unknown-server", 2],
    ["not-a-dev-provider", 2],
    ["not-signed-in", 3],
    ["session-expired", 3],
    ["refused", 3],
    ["unreachable", 4],
    ["timed-out", 4],
    ["bad-upstream", 4],
    ["not-allowed", 5],
    ["tool-error", 1],
    ["a code of a tool's own", 1],
  ] as const) {
    it(verifies("cli.exit-codes", `The exit code for ${code} is ${exit}`), () => assert.equal(exitCodeOf(code), exit));
  }

  it(verifies("cli.exit-codes", "The exit code does not invite a script to try again if a call may have run"), () => {
    assert.equal(exitCodeOf("may-have-run"), 1);
  });

  it("Every thrown value has an exit code", () => {
    assert.equal(exitCodeOf(failureOf(notSignedIn()).code), 3);
    assert.equal(exitCodeOf(failureOf(unreachable("registry", "https://r.example", "ENOTFOUND")).code), 4);
    assert.equal(exitCodeOf(failureOf(new ProxyError("not-allowed", "no")).code), 5);
    assert.equal(exitCodeOf(failureOf(new TypeError("a fault of ours")).code), 1);
    assert.equal(failureOf("thrown text").message, "thrown text");
  });
});
