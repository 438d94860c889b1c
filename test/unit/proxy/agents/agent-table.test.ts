import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configFileOf, lookAround } from "../../../../proxy/agents/agent-discovery.ts";
import { agentOf, agents } from "../../../../proxy/agents/agent-table.ts";
import { commandLineOf } from "../../../../proxy/agents/launch.ts";
import { candidatesOnPath, pathOn } from "../../../../proxy/agents/machine.ts";
import type { AgentId, Platform } from "../../../../proxy/agents/model/agent.ts";
import { homeOf } from "../../../../proxy/files/home.ts";
import { verifies } from "../../../support/verifies.ts";

const homes: Readonly<Record<Platform, string>> = {
  linux: "/home/ada",
  darwin: "/Users/ada",
  win32: "C:\\Users\\Ada L",
};

/** The file of each agent below the user's home folder, if no variable of the environment changes it. */
const files: Readonly<Record<AgentId, Readonly<Record<Platform, string>>>> = {
  "claude-code": { linux: "/.claude.json", darwin: "/.claude.json", win32: "\\.claude.json" },
  "claude-desktop": {
    linux: "/.config/Claude/claude_desktop_config.json",
    darwin: "/Library/Application Support/Claude/claude_desktop_config.json",
    win32: "\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
  },
  cursor: { linux: "/.cursor/mcp.json", darwin: "/.cursor/mcp.json", win32: "\\.cursor\\mcp.json" },
  codex: { linux: "/.codex/config.toml", darwin: "/.codex/config.toml", win32: "\\.codex\\config.toml" },
  gemini: { linux: "/.gemini/settings.json", darwin: "/.gemini/settings.json", win32: "\\.gemini\\settings.json" },
  copilot: {
    linux: "/.copilot/mcp-config.json",
    darwin: "/.copilot/mcp-config.json",
    win32: "\\.copilot\\mcp-config.json",
  },
  windsurf: {
    linux: "/.codeium/windsurf/mcp_config.json",
    darwin: "/.codeium/windsurf/mcp_config.json",
    win32: "\\.codeium\\windsurf\\mcp_config.json",
  },
  zed: {
    linux: "/.config/zed/settings.json",
    darwin: "/.config/zed/settings.json",
    win32: "\\AppData\\Roaming\\Zed\\settings.json",
  },
  goose: {
    linux: "/.config/goose/config.yaml",
    darwin: "/.config/goose/config.yaml",
    win32: "\\AppData\\Roaming\\Block\\goose\\config\\config.yaml",
  },
};

/** [agent, platform, environment, file] */
const moved: readonly (readonly [AgentId, Platform, NodeJS.ProcessEnv, string])[] = [
  ["claude-code", "linux", { CLAUDE_CONFIG_DIR: "/projects/claude" }, "/projects/claude/.claude.json"],
  ["codex", "darwin", { CODEX_HOME: "/projects/codex" }, "/projects/codex/config.toml"],
  ["gemini", "linux", { GEMINI_CLI_HOME: "/projects" }, "/projects/.gemini/settings.json"],
  ["copilot", "win32", { COPILOT_HOME: "D:\\copilot" }, "D:\\copilot\\mcp-config.json"],
  ["zed", "linux", { XDG_CONFIG_HOME: "/projects/config" }, "/projects/config/zed/settings.json"],
  ["zed", "darwin", { XDG_CONFIG_HOME: "/projects/config" }, "/Users/ada/.config/zed/settings.json"],
  ["goose", "win32", { APPDATA: "D:\\Roaming" }, "D:\\Roaming\\Block\\goose\\config\\config.yaml"],
  ["codex", "linux", { CODEX_HOME: "" }, "/home/ada/.codex/config.toml"],
];

describe("the agents' configuration files", () => {
  const on = (platform: Platform, environment: NodeJS.ProcessEnv = {}) => ({
    platform,
    homeFolder: homes[platform],
    environment,
  });

  for (const agent of agents)
    it(verifies("agents.found", `The configuration file of ${agent.name} is known on every platform`), async () => {
      for (const platform of ["linux", "darwin", "win32"] as const)
        assert.equal(await configFileOf(agent, on(platform)), homes[platform] + files[agent.id][platform]);
    });

  for (const [id, platform, environment, file] of moved)
    it(`The configuration file of ${id} on ${platform} follows ${Object.keys(environment)}`, async () => {
      const agent = agentOf(id);
      assert.ok(agent);
      assert.equal(await configFileOf(agent, on(platform, environment)), file);
    });

  it("A packaged Claude Desktop has its configuration in the package's own folder", () => {
    const [packaged] = agentOf("claude-desktop")?.places.win32 ?? [];
    assert.ok(packaged?.onlyIfExists);
    assert.equal(
      pathOn(on("win32"), packaged.file),
      "C:\\Users\\Ada L\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json",
    );
    assert.ok(packaged.file.startsWith(packaged.onlyIfExists));
  });

  it("Programs are looked for only in absolute folders, and on Windows only as files that start without a shell", () => {
    assert.deepEqual(candidatesOnPath(on("linux", { PATH: "/bin::.:bin:/opt/x" }), "claude"), [
      "/bin/claude",
      "/opt/x/claude",
    ]);
    assert.deepEqual(candidatesOnPath(on("win32", { Path: "C:\\bin;bin" }), "claude"), ["C:\\bin\\claude.exe"]);
  });
});

describe("the agents on a machine", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-agents-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(
    verifies("agents.found", "An agent is found by its folder, its file or its program, and no other agent is found"),
    async () => {
      mkdirSync(join(folder, ".cursor"));
      mkdirSync(join(folder, ".claude"));
      mkdirSync(join(folder, ".config/goose"), { recursive: true });
      mkdirSync(join(folder, "bin"));
      writeFileSync(join(folder, "bin/codex"), "", { mode: 0o755 });
      writeFileSync(join(folder, "bin/gemini"), "", { mode: 0o644 });
      const machine = { platform: "linux" as const, homeFolder: folder, environment: { PATH: join(folder, "bin") } };
      const here = await lookAround({ home: homeOf(join(folder, "home")), machine }, ["presto"]);
      assert.deepEqual(
        here.flatMap(({ agent, found }) => (found ? [agent.id] : [])),
        ["claude-code", "cursor", "codex", "goose"],
      );
      assert.deepEqual(here.find(({ agent }) => agent.id === "cursor")?.standing?.missing, ["presto"]);
    },
  );
});

describe("what an entry starts", () => {
  it("The command line of an entry is read from every agent's form", () => {
    for (const agent of agents) {
      const entry = agent.entry({ name: "presto", command: "/d", args: ["bridge", "presto"] });
      assert.deepEqual(commandLineOf(entry), { command: "/d", args: ["bridge", "presto"] }, agent.id);
    }
    assert.deepEqual(commandLineOf({ command: { path: "/old", args: ["a"] } }), { command: "/old", args: ["a"] });
    assert.equal(commandLineOf({ url: "https://x" }), null);
    assert.equal(commandLineOf("text"), null);
  });

  it("No agent's entry has an argument with a space, or needs an environment variable", () => {
    for (const agent of agents) {
      const entry = agent.entry({ name: "presto", command: "/d", args: ["bridge", "presto"] });
      assert.deepEqual(
        Object.keys(entry).filter((key) => /^env/.test(key)),
        [],
        agent.id,
      );
      assert.ok(commandLineOf(entry)?.args.every((word) => !/\s|\$/.test(word)));
    }
  });
});
