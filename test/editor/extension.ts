/** Runs inside the editor's extension host (run.ts), against the extension that is installed there. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import {
  authenticationProvider,
  commands,
  extensionId,
  serverDefinitionProvider,
  settings,
} from "../../extension/contributions.ts";

describe("the extension in its host", () => {
  const extension = vscode.extensions.getExtension(extensionId);

  it("The extension activates, and exports nothing to other extensions", async () => {
    assert.ok(extension !== undefined, `${extensionId} is not installed`);
    assert.equal(await extension.activate(), undefined);
    assert.equal(extension.isActive, true);
  });

  it("The extension registers every command that it contributes", async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      Object.values(commands).filter((command) => !registered.includes(command)),
      [],
    );
  });

  it("The extension takes its registry only from the user's own settings", () => {
    const found = vscode.workspace.getConfiguration().inspect(settings.registryUrl);
    assert.deepEqual([found?.workspaceValue, found?.workspaceFolderValue], [undefined, undefined]);
  });

  it("The extension gives no session and no token to another extension that asks silently", async () => {
    const session = await vscode.authentication.getSession(authenticationProvider, [], { silent: true });
    assert.ok(session === undefined || !session.accessToken.includes("."), "a token of ours was handed out");
  });

  it("The extension is the editor's provider of server definitions", () => {
    const contributed: unknown = extension?.packageJSON.contributes.mcpServerDefinitionProviders;
    assert.match(JSON.stringify(contributed), new RegExp(`"${serverDefinitionProvider}"`));
  });
});
