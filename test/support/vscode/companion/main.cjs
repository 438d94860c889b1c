/**
 * Runs in the extension host beside the extension under test: answers on a port of 127.0.0.1, which it writes into the
 * folder COMPANION_PORTS, so that a test can call the editor's API as another extension or an agent would.
 */
const { createServer } = require("node:http");
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const vscode = require("vscode");

/** The paths and queries with which a browser has called this extension back. */
const calledBack = [];

const operations = {
  command: ({ id, args = [] }) => vscode.commands.executeCommand(id, ...args),
  tools: () => vscode.lm.tools.map(({ name, description }) => ({ name, description })),
  invokeTool: async ({ name, input }) => {
    const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
    return content.map((part) => part.value ?? "");
  },
  clipboard: () => vscode.env.clipboard.readText(),
  session: async () => {
    const session = await vscode.authentication.getSession("drawbridge", [], { silent: true });
    return session === undefined ? null : { account: session.account.label, accessToken: session.accessToken };
  },
  extension: ({ id }) => {
    const extension = vscode.extensions.getExtension(id);
    return extension === undefined ? null : { active: extension.isActive, exports: extension.exports ?? null };
  },
  activate: async ({ id }) => {
    const started = performance.now();
    await vscode.extensions.getExtension(id).activate();
    return performance.now() - started;
  },
  externalUri: async ({ url }) => (await vscode.env.asExternalUri(vscode.Uri.parse(url))).toString(true),
  calledBack: () => calledBack,
  setting: ({ name, value }) => vscode.workspace.getConfiguration().update(name, value, true),
};

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.window.registerUriHandler({ handleUri: ({ path, query }) => calledBack.push(`${path}?${query}`) }),
  );
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", async () => {
      try {
        const result = await operations[request.url.slice(1)](JSON.parse(body));
        response.end(JSON.stringify({ result: result ?? null }));
      } catch (error) {
        response.end(JSON.stringify({ error: String(error?.message ?? error) }));
      }
    });
  });
  server.listen(0, "127.0.0.1", () => {
    writeFileSync(join(process.env.COMPANION_PORTS, `${Date.now()}-${process.pid}`), String(server.address().port));
  });
  context.subscriptions.push({ dispose: () => server.close() });
};
