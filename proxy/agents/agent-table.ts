/**
 * The agents, as data. Paths, keys and shapes come from each agent's documentation or source as of November 2026.
 * `docs/agents.md` shows this table, and a test compares the two.
 */
import type { Agent, AgentId, Launch, Place, Platform } from "./model/agent.ts";

/** The same places for every platform. */
const everywhere = (...places: Place[]): Readonly<Record<Platform, readonly Place[]>> => ({
  linux: places,
  darwin: places,
  win32: places,
});

const commandAndArgs = ({ command, args }: Launch) => ({ command, args });

/** The folder of Claude Desktop's Windows package. A packaged program sees its own copy of %APPDATA%. */
const claudePackage = "$LOCALAPPDATA/Packages/Claude_pzs8sxrjxfjjc";

export const agents: readonly Agent[] = [
  {
    id: "claude-code",
    name: "Claude Code",
    places: everywhere({ file: "$CLAUDE_CONFIG_DIR/.claude.json" }, { file: "~/.claude.json" }),
    notation: "json",
    key: "mcpServers",
    entry: ({ command, args }) => ({ type: "stdio", command, args }),
    traces: ["~/.claude"],
    programs: ["claude"],
    // Running sessions may rewrite the file at any time. The agent's own command waits for its turn.
    own: {
      program: "claude",
      add: ({ name, command, args }) => ["mcp", "add", "--scope", "user", name, "--", command, ...args],
      remove: (name) => ["mcp", "remove", "--scope", "user", name],
    },
    notes: [
      "Changed through `claude mcp` where that is on the PATH, because running sessions rewrite the file; else edited.",
      "Sessions that are running see the change when they start again.",
    ],
  },
  {
    id: "claude-desktop",
    name: "Claude Desktop",
    places: {
      linux: [{ file: "$XDG_CONFIG_HOME/Claude/claude_desktop_config.json" }],
      darwin: [{ file: "~/Library/Application Support/Claude/claude_desktop_config.json" }],
      win32: [
        { file: `${claudePackage}/LocalCache/Roaming/Claude/claude_desktop_config.json`, onlyIfExists: claudePackage },
        { file: "$APPDATA/Claude/claude_desktop_config.json" },
      ],
    },
    notation: "json",
    key: "mcpServers",
    entry: commandAndArgs,
    traces: [],
    programs: [],
    own: null,
    notes: [
      "Reads the file when it starts: quit it, not only its window, and start it again.",
      "Never asks its user on a server's behalf: approvals show in VS Code and in the browser.",
    ],
  },
  {
    id: "cursor",
    name: "Cursor",
    places: everywhere({ file: "~/.cursor/mcp.json" }),
    notation: "jsonc",
    key: "mcpServers",
    entry: commandAndArgs,
    traces: [],
    programs: ["cursor"],
    own: null,
    notes: ["A new server may have to be switched on in its settings once."],
  },
  {
    id: "codex",
    name: "Codex",
    places: everywhere({ file: "$CODEX_HOME/config.toml" }, { file: "~/.codex/config.toml" }),
    notation: "toml",
    key: "mcp_servers",
    entry: commandAndArgs,
    traces: [],
    programs: ["codex"],
    own: null,
    notes: [
      "Takes the tools that are there about a second after it starts; a server that appears later shows in the next session.",
      "Edited rather than changed through `codex mcp`: only an edit can be shown exactly before it is made.",
    ],
  },
  {
    id: "gemini",
    name: "Gemini CLI",
    places: everywhere({ file: "$GEMINI_CLI_HOME/.gemini/settings.json" }, { file: "~/.gemini/settings.json" }),
    notation: "jsonc",
    key: "mcpServers",
    entry: commandAndArgs,
    traces: [],
    programs: ["gemini"],
    own: null,
    notes: [
      "Never asks its user on a server's behalf: approvals show in VS Code and in the browser.",
      "Without a terminal it offers only tools of servers marked `trust`, a choice that is left to you.",
    ],
  },
  {
    id: "copilot",
    name: "Copilot CLI",
    places: everywhere({ file: "$COPILOT_HOME/mcp-config.json" }, { file: "~/.copilot/mcp-config.json" }),
    notation: "jsonc",
    key: "mcpServers",
    entry: ({ command, args }) => ({ type: "local", command, args, tools: ["*"] }),
    traces: [],
    programs: [],
    own: null,
    notes: ["`tools` is required; `*` offers what you may use, no more."],
  },
  {
    id: "windsurf",
    name: "Windsurf",
    places: everywhere({ file: "~/.codeium/windsurf/mcp_config.json" }),
    notation: "jsonc",
    key: "mcpServers",
    entry: commandAndArgs,
    traces: [],
    programs: ["windsurf"],
    own: null,
    notes: ["Takes at most 100 tools of all servers together."],
  },
  {
    id: "zed",
    name: "Zed",
    places: {
      linux: [{ file: "$XDG_CONFIG_HOME/zed/settings.json" }],
      darwin: [{ file: "~/.config/zed/settings.json" }],
      win32: [{ file: "$APPDATA/Zed/settings.json" }],
    },
    notation: "jsonc",
    key: "context_servers",
    entry: ({ command, args }) => ({ source: "custom", command, args }),
    traces: [],
    programs: [],
    own: null,
    notes: ["Never asks its user on a server's behalf: approvals show in VS Code and in the browser."],
  },
  {
    id: "goose",
    name: "Goose",
    places: {
      linux: [{ file: "$XDG_CONFIG_HOME/goose/config.yaml" }],
      darwin: [{ file: "$XDG_CONFIG_HOME/goose/config.yaml" }],
      win32: [{ file: "$APPDATA/Block/goose/config/config.yaml" }],
    },
    notation: "yaml",
    key: "extensions",
    entry: ({ name, command, args }) => ({
      name,
      description: `${name} through Drawbridge`,
      type: "stdio",
      cmd: command,
      args,
      enabled: true,
      timeout: 300,
    }),
    traces: [],
    programs: [],
    own: null,
    notes: ["`timeout` is in seconds."],
  },
];

/** The agent of that id; undefined if no agent has it. */
export const agentOf = (id: string): Agent | undefined => agents.find((agent) => agent.id === id);

export const agentIds: readonly AgentId[] = agents.map(({ id }) => id);
