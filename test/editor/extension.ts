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

  it("activates, and gives other extensions nothing", async () => {
    assert.ok(extension !== undefined, `${extensionId} is not installed`);
    assert.equal(await extension.activate(), undefined);
    assert.equal(extension.isActive, true);
  });

  it("has every command that it contributes", async () => {
    const known = await vscode.commands.getCommands(true);
    assert.deepEqual(
      Object.values(commands).filter((command) => !known.includes(command)),
      [],
    );
  });

  it("takes its registry from the person's own settings alone", () => {
    const found = vscode.workspace.getConfiguration().inspect(settings.registryUrl);
    assert.deepEqual([found?.workspaceValue, found?.workspaceFolderValue], [undefined, undefined]);
  });

  it("tells no session and no token to an extension that asks silently", async () => {
    const session = await vscode.authentication.getSession(authenticationProvider, [], { silent: true });
    assert.ok(session === undefined || !session.accessToken.includes("."), "a token of ours was handed out");
  });

  it("is what the editor asks for servers", () => {
    const contributed: unknown = extension?.packageJSON.contributes.mcpServerDefinitionProviders;
    assert.match(JSON.stringify(contributed), new RegExp(`"${serverDefinitionProvider}"`));
  });
});
