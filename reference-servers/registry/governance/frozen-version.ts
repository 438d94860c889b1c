/**
 * What a version of a server freezes: what the server says of itself, and every tool with all that an approval binds. Pure.
 */
import { digestOf } from "@drawbridge/contracts/digest";
import type { Announcement, ServerManifest, ToolManifest } from "@drawbridge/contracts/registry";
import { type DescribedTool, fingerprintOf, type ListedTool } from "@drawbridge/contracts/tool-versions";

export interface FrozenVersion {
  readonly manifest: ServerManifest;
  /** Null where the server did not say the schemas of its tools, as servers of older releases. */
  readonly tools: readonly DescribedTool[] | null;
  /** Of each tool, as far as the server described it. */
  readonly fingerprints: Readonly<Record<string, string>>;
  /** Equal for two versions between which an approval makes no difference. */
  readonly digest: string;
}

/** The version that an announcement is of. Throws as `canonicalJson` does. Check `announcementProblem` before. */
export function frozenOf({ manifest, listed }: Pick<Announcement, "manifest" | "listed">): FrozenVersion {
  const tools = listed === undefined ? null : manifest.tools.map((tool) => described(tool, listed));
  const fingerprints = Object.fromEntries(
    (tools ?? manifest.tools.map(undescribed)).map((tool) => [tool.name, fingerprintOf(tool)]),
  );
  return { manifest, tools, fingerprints, digest: digestOf({ manifest: bound(manifest), fingerprints }) };
}

/** Why the tools of an announcement contradict each other; null where they do not. */
export function announcementProblem({ manifest, listed }: Pick<Announcement, "manifest" | "listed">): string | null {
  const names = manifest.tools.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `${manifest.name} announced two tools of the name ${twice}.`;
  if (listed === undefined) return null;
  const shown = new Map(listed.map((tool) => [tool.name, tool]));
  if (shown.size !== listed.length || shown.size !== names.length || names.some((name) => !shown.has(name)))
    return `${manifest.name} announced other tools in its manifest than in its list.`;
  const other = manifest.tools.find(({ name, description }) => shown.get(name)?.description !== description);
  return other === undefined ? null : `${manifest.name} announced two descriptions of the tool ${other.name}.`;
}

/**
 * The part of a manifest that an approval binds. Title, support, whether it is listed or deprecated, and the groups that the
 * edge tells it of may change without a review; the change is stored with the server. The tools are bound by fingerprints.
 */
const bound = (manifest: ServerManifest) => {
  const { name, description, owner, owners, sensitivity, environment, access, approvers, policies } = manifest;
  return { name, description, owner, owners, sensitivity, environment, access, approvers, policies };
};

const described = (tool: ToolManifest, listed: readonly ListedTool[]): DescribedTool => ({
  ...(listed.find(({ name }) => name === tool.name) ?? { name: tool.name, inputSchema: {} }),
  ...tool,
});

const undescribed = (tool: ToolManifest): DescribedTool => ({ ...tool, inputSchema: {} });
