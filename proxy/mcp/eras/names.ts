/** Names that both eras' translations use. Source: specification 2026-07-28, basic/index (`_meta`), versioning. */

export const modernVersion = "2026-07-28";

/** Revisions with the `initialize` handshake, newest first. */
export const legacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;

export const meta = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  clientCapabilities: "io.modelcontextprotocol/clientCapabilities",
  logLevel: "io.modelcontextprotocol/logLevel",
  serverInfo: "io.modelcontextprotocol/serverInfo",
  subscriptionId: "io.modelcontextprotocol/subscriptionId",
} as const;

export const reservedMeta = "io.modelcontextprotocol/";

/** Error codes that only 2026-07-28 has (basic/index, error codes). */
export const headerMismatch = -32020;
export const versionUnsupported = -32022;
export const modernErrors: readonly number[] = [headerMismatch, -32021, versionUnsupported];

export type Era = "legacy" | "modern";
