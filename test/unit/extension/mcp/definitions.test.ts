import assert from "node:assert/strict";
import { definitionsOf } from "../../../../extension/mcp/definitions.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

const node = { command: "/usr/bin/node", electron: false, program: "/x/proxy/cli.js" };

describe("what the editor's agents are offered", () => {
  it(verifies("vscode.definitions", "is each server that the user may use, under its own short name"), () => {
    assert.deepEqual(definitionsOf(snapshot([serverNamed("presto"), closedServer("spark")]), node), [
      {
        label: "presto",
        command: node.command,
        args: [node.program, "bridge", "presto"],
        env: {},
        version: "presto-1",
      },
    ]);
  });

  it(verifies("vscode.no-node", "runs on the editor's own runtime, so that no Node has to be installed"), () => {
    const [definition] = definitionsOf(snapshot([serverNamed("presto")]), { ...node, electron: true });
    assert.deepEqual(definition?.env, { ELECTRON_RUN_AS_NODE: "1" });
  });

  it(verifies("vscode.definitions", "changes its version exactly when the registry's entry does"), () => {
    const versionOf = (server: ReturnType<typeof serverNamed>) => definitionsOf(snapshot([server]), node)[0]?.version;
    assert.equal(versionOf(serverNamed("presto", { status: "down" })), "presto-1");
    assert.equal(versionOf(serverNamed("presto", { version: "2" })), "2");
  });

  it("has no space in any argument but the program's own path", () => {
    for (const { args } of definitionsOf(snapshot([serverNamed("presto")]), node)) {
      assert.ok(args.every((arg) => !arg.includes(" ")));
    }
  });

  it("is nothing where nobody is signed in, and the last known while the registry is away", () => {
    assert.deepEqual(definitionsOf(snapshot(null, { phase: "signed-out" }), node), []);
    assert.equal(definitionsOf(snapshot([serverNamed("presto")], { current: false }), node).length, 1);
  });
});
