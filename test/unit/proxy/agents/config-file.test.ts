import assert from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { readConfigFile, replaceConfigFile } from "../../../../proxy/agents/config-file.ts";
import { planToAdd } from "../../../../proxy/agents/plan.ts";
import { verifies } from "../../../support/verifies.ts";
import { TemporaryWorkplace } from "./workplace.ts";

describe("an agent's file on disk", () => {
  let user: TemporaryWorkplace;
  beforeEach(() => {
    user = new TemporaryWorkplace();
  });
  afterEach(() => user.dispose());

  for (const mode of [0o600, 0o644, 0o664])
    it(verifies("agents.file-kept", `A change of an agent's file keeps mode ${mode.toString(8)}`), async () => {
      const file = user.write(".cursor/mcp.json", "{}", mode);
      await user.add("cursor", "presto");
      assert.equal(statSync(file).mode & 0o777, mode);
      await user.undo();
      assert.equal(statSync(file).mode & 0o777, mode);
    });

  it(
    verifies("agents.file-kept", "A change of a linked agent's file keeps the link and changes the file behind it"),
    async () => {
      const behind = user.write("dotfiles/mcp.json", "{}");
      mkdirSync(user.path(".cursor"));
      symlinkSync("../dotfiles/mcp.json", user.path(".cursor/mcp.json"));
      await user.add("cursor", "presto");
      assert.ok(lstatSync(user.path(".cursor/mcp.json")).isSymbolicLink());
      assert.match(readFileSync(behind, "utf8"), /presto/);
      await user.undo();
      assert.equal(readFileSync(behind, "utf8"), "{}");
      assert.deepEqual(readdirSync(user.path("dotfiles")), ["mcp.json"], "nothing is left beside it");
    },
  );

  it(verifies("agents.file-kept", "A change and its undo keep the file's line ends and byte order mark"), async () => {
    const before = '\uFEFF{\r\n  "mcpServers": {\r\n    "a": {}\r\n  }\r\n}\r\n';
    user.write(".cursor/mcp.json", before);
    await user.add("cursor", "presto");
    const after = user.read(".cursor/mcp.json");
    assert.ok(after.startsWith("\uFEFF{\r\n"));
    assert.doesNotMatch(after, /[^\r]\n/);
    await user.undo();
    assert.equal(user.read(".cursor/mcp.json"), before);
  });

  it("A new agent's file is readable only by its user, and an undo deletes it with the folders that were created", async () => {
    user.write("bin/codex", "", 0o755);
    await user.add("codex", "presto");
    assert.equal(statSync(user.path(".codex/config.toml")).mode & 0o777, 0o600);
    await user.undo();
    assert.equal(user.has(".codex"), false);
  });

  it("An undo keeps a created folder if it holds files of others", async () => {
    await user.add("codex", "presto");
    user.write(".codex/auth.json", "{}");
    await user.undo();
    assert.deepEqual(readdirSync(user.path(".codex")), ["auth.json"]);
  });

  it(verifies("agents.not-writable", "A change is refused if the agent's file is read-only"), async () => {
    user.write(".cursor/mcp.json", "{}", 0o444);
    const refused = { code: "not-writable", message: /mcp\.json is read-only/ };
    await assert.rejects(planToAdd(user.workplace, user.agent("cursor"), ["presto"]), refused);

    chmodSync(user.path(".cursor/mcp.json"), 0o644);
    const plan = await planToAdd(user.workplace, user.agent("cursor"), ["presto"]);
    chmodSync(user.path(".cursor/mcp.json"), 0o444);
    await assert.rejects(user.apply(plan), refused);
    assert.equal(user.read(".cursor/mcp.json"), "{}");
    assert.deepEqual(await user.undo(), [], "what was not done is not taken back");
  });

  it(
    verifies("agents.not-writable", "A change is refused if the agent's file is a link to a missing file"),
    async () => {
      mkdirSync(user.path(".cursor"));
      symlinkSync("/nowhere/mcp.json", user.path(".cursor/mcp.json"));
      await assert.rejects(user.add("cursor", "presto"), { code: "not-writable", message: /does not exist/ });
      assert.ok(lstatSync(user.path(".cursor/mcp.json")).isSymbolicLink());
    },
  );

  it(
    verifies("agents.not-writable", "A change is refused if the agent's file is a folder, or if its folder is a file"),
    async () => {
      mkdirSync(user.path(".cursor/mcp.json"), { recursive: true });
      await assert.rejects(user.add("cursor", "presto"), { code: "not-writable", message: /no regular file/ });
      user.write(".gemini", "");
      await assert.rejects(user.add("gemini", "presto"), { code: "not-writable" });
    },
  );

  it(
    verifies(
      "agents.malformed",
      "A change is refused, with the file's name, if the file is not UTF-8, as some editors save it",
    ),
    async () => {
      const bytes = Buffer.from("\uFEFF{}", "utf16le");
      user.write(".cursor/mcp.json", bytes);
      await assert.rejects(user.add("cursor", "presto"), { code: "malformed", message: /mcp\.json is not UTF-8/ });
      assert.deepEqual(readFileSync(user.path(".cursor/mcp.json")), bytes);
    },
  );

  it(
    verifies(
      "agents.malformed",
      "A change is refused, with the file's name, if the file is malformed, and the file stays unchanged",
    ),
    async () => {
      user.write(".cursor/mcp.json", "{ broken");
      await assert.rejects(user.add("cursor", "presto"), {
        code: "malformed",
        message: /^\/.*mcp\.json is not valid JSON .*set it right, then try again\.$/,
      });
      assert.equal(user.read(".cursor/mcp.json"), "{ broken");
    },
  );

  it(
    verifies("agents.concurrent", "A change is refused if the file was changed after the plan was shown"),
    async () => {
      user.write(".cursor/mcp.json", "{}");
      const plan = await planToAdd(user.workplace, user.agent("cursor"), ["presto"]);
      user.write(".cursor/mcp.json", '{"mine": 1}');
      await assert.rejects(user.apply(plan), { code: "changed-meanwhile" });
      assert.equal(user.read(".cursor/mcp.json"), '{"mine": 1}');
      assert.deepEqual(await user.undo(), [], "what was not done is not taken back");
    },
  );

  it(
    verifies(
      "agents.concurrent",
      "A change is refused if the file was changed while the new content was being written",
    ),
    async () => {
      const path = user.write(".cursor/mcp.json", "{}");
      const file = await readConfigFile(path);
      writeFileSync(path, '{"mine": 1}');
      await assert.rejects(replaceConfigFile(file, "ours"), { code: "changed-meanwhile" });
      assert.equal(user.read(".cursor/mcp.json"), '{"mine": 1}');
      assert.deepEqual(readdirSync(join(path, "..")), ["mcp.json"], "nothing is left beside it");
    },
  );

  it(
    verifies(
      "agents.concurrent",
      "Several Drawbridges that write at the same time all get their entries into the files",
    ),
    async () => {
      const ids = ["cursor", "gemini", "copilot", "windsurf", "zed", "goose", "codex"];
      await Promise.all(ids.map(async (id) => user.apply(await planToAdd(user.workplace, user.agent(id), ["presto"]))));
      for (const id of ids) {
        const outcome = await user.remove(id);
        assert.equal(outcome.plan.entries.length, 1, `${id} is in the journal`);
      }
    },
  );
});
