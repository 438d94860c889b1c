/** Checks of a server's tools for texts that would mislead a model or a person, and what they find. */
export { poisoningFindings } from "./poisoning/check.ts";
export type { CheckedServer, CheckedTool, Finding, FindingKind } from "./poisoning/finding.ts";
