import assert from "node:assert/strict";
import { commands } from "../../../../proxy/commands/list.ts";
import { overview } from "../../../../proxy/commands/overview.ts";
import { verifies } from "../../../support/verifies.ts";

const golden = `Drawbridge lets the agents on this machine use your company's MCP servers as you.

Usage: drawbridge <command> [options]

Use servers:
  servers    list the servers, and which of them you may use
  tools      list a server's tools
  call       call one tool and print its result
  why        say why you may or may not use a server or tool, and what would change it

Decide:
  approvals  list what waits for a person's approval, and open it in the browser

Set up:
  login      sign in, once for every server
  logout     sign out and delete the session
  agents     connect the agents on this machine, or list them
  uninstall  remove everything that Drawbridge put on this machine
  bridge     what an agent launches: MCP over stdin and stdout

Look into:
  status     show who is signed in, and to which registry
  doctor     find what is wrong, and say what to do
  logs       show each call in one line
  audit      verify that the registry's audit is whole
  admin      print the secrets that each part of a deployment needs
  version    print this program's version

Options of every command:
  --json         print the result as JSON
  --home FOLDER  use this folder in place of ~/.drawbridge

\`drawbridge help <command>\` prints a command's own options.
Exit codes: 0 fine, 1 a tool failed, 2 usage, 3 not signed in, 4 unreachable, 5 not allowed, 6 not confirmed.`;

describe("drawbridge --help", () => {
  it(verifies("cli.help", "`drawbridge --help` groups the commands by purpose, in aligned columns"), () =>
    assert.equal(overview(), golden),
  );

  it(verifies("cli.help", "`drawbridge --help` names every command except those that only Drawbridge runs"), () => {
    for (const [name, { overview: entry }] of Object.entries(commands))
      assert.equal(new RegExp(`^ {2}${name} `, "m").test(overview()), entry !== null, name);
  });

  it(verifies("cli.help", "Every command aligns its further usage lines below the first one"), async () => {
    for (const [name, { load }] of Object.entries(commands)) {
      const [first = "", ...more] = (await load()).usage.split("\n\n")[0]?.split("\n") ?? [];
      assert.ok(first.startsWith(name), first);
      for (const line of more) assert.ok(line.startsWith(`       drawbridge ${name} `), line);
    }
  });
});
