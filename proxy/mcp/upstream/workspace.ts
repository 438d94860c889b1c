/**
 * The part of the agent's folder that a hosted server gets: its last segment. It is only recorded, and no decision
 * depends on it.
 */
import { basename } from "node:path";
import { workspaceMetaKey } from "@drawbridge/contracts/approvals";
import { shortened, storable } from "@drawbridge/contracts/storable-text";
import { isObject, type JsonObject, objectAt } from "../../kernel/json.ts";
import { envelopeOf } from "../../kernel/line-scanner.ts";
import type { HostRequest } from "./upstream.ts";

/** Longest name (characters) that a request for approval accepts. */
const maxNameLength = 200;

/**
 * Null if the folder is not known, or has no name. A name with half a character (Windows allows one) is changed to one
 * that a server accepts.
 */
export const workspaceOf = (cwd: string | null): string | null =>
  storable(shortened(basename(cwd ?? ""), maxNameLength)) || null;

/**
 * The call with the workspace in its `_meta`, as a value and in the host's own bytes, which are otherwise unchanged.
 */
export function withWorkspace(request: HostRequest, workspace: string | null): HostRequest {
  const params = objectAt(request.message, "params");
  if (workspace === null || request.toolCall === null) return request;
  const meta = params._meta;
  const message: JsonObject = {
    ...request.message,
    params: { ...params, _meta: { ...objectAt(params, "_meta"), [workspaceMetaKey]: workspace } },
  };
  return { ...request, message, line: isObject(meta) ? withMember(request.line, meta, workspace) : request.line };
}

/**
 * Inserts the member in front of the others. The rest stays byte for byte, because JavaScript cannot hold all numbers
 * and would write some of them differently.
 */
function withMember(line: Buffer, meta: JsonObject, workspace: string): Buffer {
  const { metaAt } = envelopeOf([line]);
  if (metaAt < 0) return line;
  const member = `${JSON.stringify(workspaceMetaKey)}:${JSON.stringify(workspace)}`;
  const empty = Object.keys(meta).length === 0;
  return Buffer.concat([
    line.subarray(0, metaAt + 1),
    Buffer.from(empty ? member : `${member},`),
    line.subarray(metaAt + 1),
  ]);
}
