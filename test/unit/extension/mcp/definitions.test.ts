import assert from "node:assert/strict";
import { definitionsOf } from "../../../../extension/mcp/definitions.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

/** A closed server is offered to no agent, even if the person had checked it. */
const offered = new Set(["presto", "spark"]);
const node = { command: "/usr/bin/node", electron: false, program: "/x/proxy/cli.js" };

describe("the servers that the editor's agents are offered", () => {
  it(
    verifies(
      "vscode.definitions",
      "The editor's agents are offered each server that the user may use and offers, under its short name",
    ),
    () => {
      assert.deepEqual(
        definitionsOf(snapshot([serverNamed("presto"), closedServer("spark"), serverNamed("out")]), offered, node),
        [
          {
            label: "presto",
            command: node.command,
            args: [node.program, "bridge", "presto"],
            env: { NODE_OPTIONS: null },
            version: "presto-1",
          },
        ],
      );
    },
  );

  it(
    verifies(
      "vscode.no-node",
      "A server's bridge runs on the editor's own runtime, so that no Node.js has to be installed",
    ),
    () => {
      const [definition] = definitionsOf(snapshot([serverNamed("presto")]), offered, { ...node, electron: true });
      assert.deepEqual(definition?.env, { ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: null });
    },
  );

  it(
    verifies(
      "vscode.definitions",
      "The version of an offered server changes exactly when the registry's entry changes",
    ),
    () => {
      const versionOf = (server: ReturnType<typeof serverNamed>) =>
        definitionsOf(snapshot([server]), offered, node)[0]?.version;
      assert.equal(versionOf(serverNamed("presto", { status: "down" })), "presto-1");
      assert.equal(versionOf(serverNamed("presto", { version: "2" })), "2");
    },
  );

  it("No argument of a bridge contains a space, except the program's own path", () => {
    for (const { args } of definitionsOf(snapshot([serverNamed("presto")]), offered, node)) {
      assert.ok(args.every((arg) => !arg.includes(" ")));
    }
  });

  it("Agents are offered no server without a sign-in, and the last known servers while the registry is away", () => {
    assert.deepEqual(definitionsOf(snapshot(null, { phase: "signed-out" }), offered, node), []);
    assert.equal(definitionsOf(snapshot([serverNamed("presto")], { current: false }), offered, node).length, 1);
  });
});
