/**
 * Real, unmodified agents as we measured them, with stdio servers on Linux: what each of them does that a bridge must
 * handle. A new agent is a row here, and `real-agents.test.ts` plays every row.
 */

export type Step = "end of input" | "SIGINT" | "SIGTERM" | "SIGKILL";

export interface AgentRow {
  readonly name: string;
  readonly version: string;
  /** Whether the agent asks `server/discover` first, or only knows the handshake, at this version. */
  readonly opening: { readonly kind: "discover" } | { readonly kind: "initialize"; readonly version: string };
  readonly capabilities: Readonly<Record<string, object>>;
  /** What a run without a person answers to an elicitation; null if the agent declares none. */
  readonly elicitation: "cancel" | "decline" | null;
  /** Whether an environment variable of the user reaches the servers that the agent launches. */
  readonly leaves: (variable: string) => boolean;
  /** How long (ms) the agent waits for the tools before it asks the model without them. */
  readonly toolsTimeoutMs: number;
  /** How many characters of a result reach the model. */
  readonly keeps: number;
  /** The part of a result that the model sees. */
  readonly sees: "structured" | "text" | "both";
  /** Longest call (ms). If `progressHelps`, a call that reports progress may take longer. */
  readonly callTimeoutMs: number;
  readonly progressHelps: boolean;
  readonly asksForProgress: boolean;
  /** Whether it lists the tools again after a notification that they changed. */
  readonly relists: boolean;
  /** How it ends a server: which steps, and after how many milliseconds. */
  readonly closing: readonly { readonly afterMs: number; readonly does: Step }[];
}

const shell = new Set("HOME LANG LC_ALL LOGNAME PATH SHELL TERM TMPDIR TZ USER".split(" "));
const few = new Set("HOME LOGNAME PATH SHELL TERM USER".split(" "));

export const agents: readonly AgentRow[] = [
  {
    name: "claude-code",
    version: "2.1.329",
    opening: { kind: "discover" },
    capabilities: { roots: { listChanged: true }, elicitation: { form: {}, url: {} } },
    elicitation: "cancel",
    leaves: () => true,
    toolsTimeoutMs: 30_000,
    keeps: 35_000,
    sees: "structured",
    callTimeoutMs: 590_000,
    progressHelps: false,
    asksForProgress: true,
    relists: true,
    // It leaves standard input open.
    closing: [
      { afterMs: 0, does: "SIGINT" },
      { afterMs: 100, does: "SIGTERM" },
      { afterMs: 500, does: "SIGKILL" },
    ],
  },
  {
    name: "codex-mcp-client",
    version: "0.169.0",
    opening: { kind: "initialize", version: "2025-06-18" },
    capabilities: { elicitation: { form: {}, url: {} } },
    elicitation: "decline",
    leaves: (variable) => shell.has(variable) || ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"].includes(variable),
    toolsTimeoutMs: 1_000,
    keeps: 12_000,
    sees: "structured",
    callTimeoutMs: 300_000,
    progressHelps: false,
    asksForProgress: true,
    relists: false,
    closing: [
      { afterMs: 0, does: "end of input" },
      { afterMs: 0, does: "SIGTERM" },
      { afterMs: 20, does: "SIGKILL" },
    ],
  },
  {
    name: "gemini-cli-mcp-client",
    version: "0.61.0",
    opening: { kind: "initialize", version: "2025-06-18" },
    capabilities: { roots: { listChanged: true } },
    elicitation: null,
    leaves: (variable) => !/TOKEN|PASSWORD|SECRET|KEY|AUTH|^NODE_EXTRA_CA_CERTS$|^SSL_CERT_FILE$/.test(variable),
    toolsTimeoutMs: 40_000,
    keeps: 40_000,
    sees: "text",
    callTimeoutMs: 600_000,
    progressHelps: false,
    asksForProgress: true,
    relists: true,
    // A process that survives this keeps running.
    closing: [{ afterMs: 0, does: "SIGTERM" }],
  },
  {
    name: "github-copilot-developer",
    version: "1.0.102",
    opening: { kind: "discover" },
    capabilities: { sampling: {}, elicitation: { form: {}, url: {} } },
    elicitation: "decline",
    leaves: (variable) => few.has(variable),
    toolsTimeoutMs: 10_000,
    keeps: 15_000,
    sees: "both",
    callTimeoutMs: 180_000,
    progressHelps: true,
    asksForProgress: true,
    relists: true,
    closing: [
      { afterMs: 0, does: "SIGTERM" },
      { afterMs: 0, does: "end of input" },
      { afterMs: 10, does: "SIGKILL" },
    ],
  },
  {
    name: "inspector-client",
    version: "2.12.0",
    opening: { kind: "initialize", version: "2025-11-25" },
    capabilities: { roots: { listChanged: true } },
    elicitation: null,
    leaves: (variable) => few.has(variable),
    toolsTimeoutMs: 15_000,
    keeps: 1_000_000,
    sees: "both",
    callTimeoutMs: 60_000,
    progressHelps: false,
    asksForProgress: false,
    relists: false,
    closing: [
      { afterMs: 0, does: "end of input" },
      { afterMs: 2_000, does: "SIGTERM" },
      { afterMs: 4_000, does: "SIGKILL" },
    ],
  },
];

/** The shortest time limit and the smallest size of all agents, which every call must stay within. */
export const minCallTimeoutMs = Math.min(...agents.map(({ callTimeoutMs }) => callTimeoutMs));
export const leastKept = Math.min(...agents.map(({ keeps }) => keeps));
