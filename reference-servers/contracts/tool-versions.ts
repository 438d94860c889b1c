/** The tools of a version of a server: what a person approves of each, its fingerprint, and what is different later. */
export { type Comparison, compareTools, isHeldBack, type ToolComparison } from "./tool-versions/compare-tools.ts";
export { DescribedTool, ListedTool, type Scope } from "./tool-versions/described-tool.ts";
export { fingerprintOf, listDigestOf, listedFingerprintOf, toolsDigestOf } from "./tool-versions/fingerprint.ts";
