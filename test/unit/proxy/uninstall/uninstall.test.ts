import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { uninstallAfterAsking } from "../../../../proxy/commands/uninstall.ts";
import type { Effects } from "../../../../proxy/uninstall/carry-out.ts";
import { effectsOn } from "../../../../proxy/uninstall/effects.ts";
import { homeNames, launcherNames } from "../../../../proxy/uninstall/home-content.ts";
import { lookForUninstall } from "../../../../proxy/uninstall/look.ts";
import { type Facts, uninstallPlan } from "../../../../proxy/uninstall/plan.ts";
import { absentPerson, RecordedTerminal } from "../../../support/people/recorded-terminal.ts";
import { verifies } from "../../../support/verifies.ts";
import type { TemporaryWorkplace } from "../agents/workplace.ts";
import { workplaceWithHome } from "./workplace-with-home.ts";

describe("`drawbridge uninstall`", () => {
  let user: TemporaryWorkplace;
  let terminal: RecordedTerminal;
  let lines: readonly string[];
  const answering = (yes: boolean) => terminal.answering(yes);

  beforeEach(() => {
    user = workplaceWithHome();
    terminal = new RecordedTerminal();
    lines = terminal.lines;
  });
  afterEach(() => user.dispose());

  const look = () => lookForUninstall(user.workplace);
  const run = async (
    options: { yes?: boolean; json?: boolean; person?: typeof absentPerson },
    changed: Partial<Effects> = {},
  ) => {
    const effects = { ...effectsOn(user.workplace, "no-program"), ...changed };
    const parts = { yes: false, json: false, person: absentPerson, terminal, workplace: user.workplace, ...options };
    return uninstallAfterAsking(uninstallPlan(await look()), effects, parts);
  };

  const nothing: Facts = {
    agents: { removals: [], troubles: [], notes: [] },
    broker: null,
    signedIn: false,
    keyring: false,
    home: {
      folder: "/home",
      exists: false,
      isHome: false,
      files: { own: [], foreign: [] },
      launcher: { own: [], foreign: [] },
    },
  };
  const names = { own: ["x"], foreign: [] };
  const home = { folder: "/home", exists: true, isHome: true, files: names, launcher: names };
  for (const [what, facts, steps] of [
    ["nothing was found", {}, []],
    ["a broker runs", { broker: { bridges: 1 } }, ["broker"]],
    ["a user is signed in and no broker runs", { signedIn: true, home }, ["sign-out", "launcher", "broker", "home"]],
    ["the keyring holds a key", { keyring: true }, ["keyring"]],
    ["the folder is another program's", { signedIn: true, home: { ...home, isHome: false } }, []],
  ] as const satisfies readonly (readonly [string, Partial<Facts>, readonly string[]])[])
    it(verifies("uninstall.whole", `The plan of an uninstall fits if ${what}`), () =>
      assert.deepEqual(
        uninstallPlan({ ...nothing, ...facts }).steps.map(({ kind }) => kind),
        steps,
      ),
    );

  it(verifies("uninstall.asks", "`uninstall` shows each part and does nothing without a yes"), async () => {
    user.write(".cursor/mcp.json", "{}");
    await user.add("cursor", "presto");
    const before = user.read(".cursor/mcp.json");
    assert.equal(await run({}), 2);
    assert.deepEqual(lines, [
      "Cursor: remove presto from ~/.cursor/mcp.json.",
      "Sign-in: none was found.",
      "Keyring: no entry was found.",
      "Launcher: remove ~/.drawbridge/bin/drawbridge, ~/.drawbridge/bin/installations.json.",
      "Broker: none runs.",
      "Home: remove ~/.drawbridge.",
      "! Nothing was done: add --yes to do this without being asked.",
    ]);
    assert.equal(await run({ person: answering(false) as typeof absentPerson }), 6);
    assert.equal(await run({ json: true, person: answering(true) as typeof absentPerson }), 2);
    assert.equal(user.read(".cursor/mcp.json"), before);
    assert.ok(user.has(".drawbridge/key"));
  });

  it(verifies("uninstall.whole", "`uninstall` restores agents' files byte for byte and leaves no home"), async () => {
    user.write(".cursor/mcp.json", "{ /* mine */ }");
    user.write(".gemini/settings.json", "{}");
    await user.add("cursor", "presto");
    await user.add("cursor", "spark");
    await user.add("codex", "presto");
    await user.add("gemini", "presto");
    user.write(".gemini/settings.json", user.read(".gemini/settings.json").replace("{", '{ "theme": "dark",'));
    assert.equal(await run({ person: answering(true) as typeof absentPerson }), 0);
    assert.equal(user.read(".cursor/mcp.json"), "{ /* mine */ }");
    assert.equal(existsSync(user.path(".codex")), false, "a folder that Drawbridge made goes too");
    assert.match(user.read(".gemini/settings.json"), /"theme": "dark"/);
    assert.doesNotMatch(user.read(".gemini/settings.json"), /presto/);
    assert.equal(user.has(".drawbridge"), false);
    assert.ok(lines.includes("Home: removed ~/.drawbridge."));
  });

  it(verifies("uninstall.whole", "`uninstall` removes a home whose launcher is gone already"), async () => {
    for (const name of ["drawbridge", "installations.json"]) rmSync(user.path(`.drawbridge/bin/${name}`));
    assert.equal(await run({ yes: true }), 0);
    assert.equal(user.has(".drawbridge"), false);
  });

  it(verifies("uninstall.twice", "A second `uninstall` finds nothing, says so and changes nothing"), async () => {
    assert.equal(await run({ yes: true }), 0);
    terminal = new RecordedTerminal();
    lines = terminal.lines;
    assert.equal(await run({}), 0);
    assert.equal(lines[0], "Agents: no entry of Drawbridge was found.");
    assert.match(lines.at(-1) ?? "", /^There is nothing to remove\./);
    assert.equal(user.has(".drawbridge"), false);
  });

  it(
    verifies("uninstall.own-alone", "`uninstall` says which files and entries of others stay, and keeps them"),
    async () => {
      user.write(".drawbridge/notes.txt", "mine");
      user.write(".drawbridge/bin/other", "mine");
      const launcher = user.path(".drawbridge/bin/drawbridge");
      const byHand = JSON.stringify({ mcpServers: { mine: { command: launcher, args: ["bridge", "presto"] } } });
      user.write(".cursor/mcp.json", byHand);
      assert.equal(await run({ yes: true }), 0);
      assert.ok(lines.includes("Cursor: The entry mine was not written by Drawbridge here, so it stays."));
      assert.ok(
        lines.some((line) => line.startsWith("Home: notes.txt, bin/other stays")),
        lines.join("\n"),
      );
      assert.equal(user.read(".cursor/mcp.json"), byHand);
      assert.deepEqual(readdirSync(user.path(".drawbridge")).sort(), ["bin", "notes.txt"]);
      assert.deepEqual(readdirSync(user.path(".drawbridge/bin")), ["other"]);
    },
  );

  it(
    verifies("uninstall.own-alone", "`uninstall` removes nothing from a folder that is no Drawbridge home"),
    async () => {
      user.write(".drawbridge/key", "a key of another program");
      user.write(".drawbridge/bin/drawbridge", "another program");
      user.write(".drawbridge/config.json", "{}");
      assert.equal(await run({ yes: true }), 0);
      assert.ok(lines.includes("Home: ~/.drawbridge stays, because nothing in it shows that Drawbridge made it."));
      assert.ok(user.has(".drawbridge/config.json"));
    },
  );

  it(
    verifies("uninstall.goes-on", "A step of `uninstall` that fails says what to do next, and the others are done"),
    async () => {
      user.write(".cursor/mcp.json", "{}");
      await user.add("cursor", "presto");
      user.write(".drawbridge/session.json", "{}");
      const refuse = (what: string) => async () => {
        throw new Error(`${what} refused.`);
      };
      const changed = { removeEntries: refuse("The file"), signOut: refuse("The broker"), endBroker: async () => {} };
      assert.equal(await run({ yes: true }, changed), 1);
      assert.ok(
        lines.includes(
          "! Cursor: The file refused. Then run `drawbridge uninstall` again: its record of these entries stays.",
        ),
        lines.join("\n"),
      );
      assert.ok(lines.some((line) => line.startsWith("! Sign-in: The broker refused. The sign-in ends at")));
      assert.deepEqual(readdirSync(user.path(".drawbridge")), ["agents.json"]);
      assert.equal(await run({ yes: true }), 0, "the second run finishes the first");
      assert.equal(user.read(".cursor/mcp.json"), "{}");
      assert.equal(user.has(".drawbridge"), false);
    },
  );

  it(
    verifies("uninstall.own-alone", "Every name that Drawbridge writes into its home is known, and no other name"),
    () => {
      const own = [
        ...["key", "key.7", "config.json", "network.json", "session.json", "catalogue.json", "audit-heads.json"],
        ...[
          "agents.json",
          "agents.json.0123456789ab.tmp",
          "broker.log",
          "broker.log.1",
          "broker.sock",
          "broker.sock.7",
        ],
        ...["broker.sock.none.lock.1", "broker.sock.12-34.lock.7.draft", "broker.starting.1", "agents.lock.2"],
        ...["sign-in.turn.1", `sender-key-${"a".repeat(43)}.json`],
      ];
      const foreign = [
        "keys",
        "config.json.bak",
        "notes.json",
        "stack.pid",
        "postgres",
        "sender-key-.json",
        ".DS_Store",
      ];
      assert.deepEqual(homeNames([...own, ...foreign, "bin"]), { own, foreign });
      assert.deepEqual(launcherNames(["drawbridge", "drawbridge.cmd", "installations.json", "node"]), {
        own: ["drawbridge", "drawbridge.cmd", "installations.json"],
        foreign: ["node"],
      });
    },
  );
});
