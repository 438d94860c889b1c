/**
 * Fingerprints of tools: the SHA-256, as base64url, of canonical JSON. The fields are members of one JSON object and are never
 * joined as text, so two tools have one fingerprint only if they are the same. Throws as `canonicalJson` does.
 */
import { digestOf } from "../digest.ts";
import { cosmeticPart, type DescribedTool, type ListedTool, materialPart, type Scope } from "./described-tool.ts";

/** Of everything about a tool that an approval binds. */
export const fingerprintOf = (tool: DescribedTool): string => digestOf(materialPart(tool, "announcement"));

/** The same without what clients do not see: an approved tool and its entry in tools/list have the same one. */
export const listedFingerprintOf = (tool: ListedTool): string => digestOf(materialPart(tool, "list"));

/** Of all tools of a version, titles and icons included. The order of the tools does not count. */
export const toolsDigestOf = (tools: readonly DescribedTool[]): string =>
  digestOf(sorted(tools).map((tool) => [materialPart(tool, "announcement"), cosmeticPart(tool, "announcement")]));

/**
 * Of a list as a server answered it, to compare what two kinds of callers get. The order of the tools does not count; a tool
 * that is listed twice does.
 */
export const listDigestOf = (tools: readonly ListedTool[], scope: Scope = "list"): string =>
  digestOf(tools.map((tool) => digestOf(materialPart(tool, scope))).sort());

const sorted = <Tool extends ListedTool>(tools: readonly Tool[]): Tool[] =>
  tools.toSorted(({ name: one }, { name: other }) => (one < other ? -1 : one > other ? 1 : 0));
