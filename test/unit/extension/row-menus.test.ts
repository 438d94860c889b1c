import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const Entry = z.object({ command: z.string(), when: z.string(), group: z.string() });
const Manifest = z.object({
  contributes: z.object({ menus: z.object({ "view/item/context": z.array(Entry) }) }),
});
const entries = Manifest.parse(JSON.parse(readFileSync(`${repository}extension/package.json`, "utf8"))).contributes
  .menus["view/item/context"];

/** Whether an entry is for a row of this kind: each condition names its view, and its kinds by a name or an expression. */
function isFor({ when }: z.infer<typeof Entry>, view: string, kind: string): boolean {
  const found = /^view == drawbridge\.(\w+) && viewItem (?:== (\S+)|=~ \/(.+)\/)$/.exec(when);
  assert.ok(found, `This condition has another form: ${when}`);
  const [, inView, name, expression] = found;
  return inView === view && (name === undefined ? new RegExp(expression ?? "").test(kind) : name === kind);
}

const commandsOf = (view: string, kind: string, inline: boolean): readonly string[] =>
  entries
    .filter((entry) => entry.group.startsWith("inline") === inline && isFor(entry, view, kind))
    .map(({ command }) => command.replace("drawbridge.", ""));

/** [the view, the kind of its row, what its menu has, in its order] */
const menus: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "servers",
    "server.open",
    [
      ...["runTool", "openServer", "openOwnerChannel", "showLog", "offerHere", "keepOutHere"],
      ...["copyServerAddress", "copyServerEntry", "copyLauncherLine"],
    ],
  ],
  ["servers", "server.closed", ["requestAccess", "openServer", "openOwnerChannel", "copyServerAddress"]],
  ["servers", "tool.open", ["runTool", "openServer", "openOwnerChannel", "showLog", "copyToolName"]],
  ["servers", "tool.closed", ["openServer", "openOwnerChannel", "copyToolName"]],
  ["approvals", "pending", ["openStatement", "openApprovalInBrowser", "copyApprovalLink"]],
  ["approvals", "unknown", ["openStatement", "openApprovalInBrowser", "settleOutcome", "copyApprovalLink"]],
  [
    "approvals",
    "pending+definition",
    ["openStatement", "compareDefinitions", "openApprovalInBrowser", "copyApprovalLink"],
  ],
  ["approvals", "scope", ["revokeScope"]],
  ["activity", "call", ["openCall", "openCallServer", "onlyThisAgent", "onlyThisServer", "copyCallDetails"]],
];

describe("the menus of rows", () => {
  for (const [view, kind, commands] of menus)
    it(
      verifies("vscode.row-actions", `The menu of a row “${kind}” in the ${view} view has what can be done there`),
      () => assert.deepEqual(commandsOf(view, kind, false), commands),
    );

  it(verifies("vscode.row-actions", "Each button in a row is in the row's menu, too, which a key opens"), () => {
    for (const [view, kind] of menus)
      for (const command of commandsOf(view, kind, true))
        assert.ok(commandsOf(view, kind, false).includes(command), `${command} of ${kind} is a button alone`);
  });
});
