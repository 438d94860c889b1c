import assert from "node:assert/strict";
import { accessRequest, addressFor, channelsOf } from "../../../../extension/sidebar/access-request.ts";
import { launcherLine, mcpEntry } from "../../../../extension/sidebar/copied-entry.ts";
import { verifies } from "../../../support/verifies.ts";
import { closedServer, serverNamed, snapshot } from "../servers.ts";

describe("what is copied from a server's row", () => {
  it(verifies("vscode.row-actions", "The copied entry is a member of an mcp.json that starts the launcher"), () => {
    const entry = mcpEntry("presto", "/home/ada/.drawbridge/bin/drawbridge");
    assert.deepEqual(JSON.parse(`{${entry}}`), {
      presto: { type: "stdio", command: "/home/ada/.drawbridge/bin/drawbridge", args: ["bridge", "presto"] },
    });
    assert.match(entry, /^"presto": \{\n {2}"type"/);
  });

  for (const [platform, path, line] of [
    ["linux", "/home/ada/bin/drawbridge", "/home/ada/bin/drawbridge bridge presto"],
    ["darwin", "/Users/o'hara x/drawbridge", String.raw`'/Users/o'\''hara x/drawbridge' bridge presto`],
    ["win32", String.raw`C:\Users\ada\drawbridge.cmd`, String.raw`C:\Users\ada\drawbridge.cmd bridge presto`],
    ["win32", String.raw`C:\Users\ada b\drawbridge.cmd`, String.raw`"C:\Users\ada b\drawbridge.cmd" bridge presto`],
  ] as const) {
    it(verifies("vscode.row-actions", `The copied launcher line works in a terminal on ${platform} for ${path}`), () =>
      assert.equal(launcherLine("presto", path, platform), line),
    );
  }
});

describe("a request for access", () => {
  const ada = snapshot([]);
  const spark = closedServer("spark");

  it(
    verifies(
      "vscode.request-access",
      "The message says who asks, for which server, why it is closed, and why they need it",
    ),
    () => {
      const message = accessRequest(ada, spark, " nightly report ");
      for (const part of ["Data Platform", "ada", "ads-eng", "spark", "prod", "ada is not in infra.", "nightly report"])
        assert.ok(message.includes(part), `${part} in\n${message}`);
      assert.match(accessRequest(ada, spark, ""), /Why I need it: …$/);
    },
  );

  it(verifies("vscode.request-access", "Hidden characters in a server's texts are spelled out in the message"), () => {
    const message = accessRequest(ada, { ...spark, title: "Spark\u202e", owner: "x\ny" }, "a\u200bb");
    assert.doesNotMatch(message, /\u202e|\u200b/);
    assert.equal(message.split("\n").length, accessRequest(ada, spark, "").split("\n").length);
  });

  it(
    verifies("vscode.request-access", "Only pages and mails of an owner are opened, and a mail gets the message"),
    () => {
      const support = [
        { label: "#help", url: "https://chat.example.com/help" },
        { label: "mail", url: "mailto:help@example.com" },
        { label: "bad", url: "command:workbench.action.closeWindow" },
        { label: "none" },
      ];
      assert.deepEqual(
        channelsOf(serverNamed("a", { support })).map(({ url }) => url),
        ["https://chat.example.com/help", "mailto:help@example.com", null, null],
      );
      assert.equal(
        addressFor("mailto:help@example.com", "Hi & bye\nx"),
        "mailto:help@example.com?subject=Hi%20%26%20bye&body=Hi%20%26%20bye%0Ax",
      );
      assert.equal(addressFor("https://chat.example.com", "Hi"), "https://chat.example.com");
    },
  );
});
