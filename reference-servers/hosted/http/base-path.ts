/** A part below a path of its public address, behind an ingress that strips this path or does not. */

/** The path of a base URL: "/drawbridge/edge", or "" where it has none. */
export const basePathOf = (url: string): string => new URL(url).pathname.replace(/\/+$/, "");

/** The target as the part knows it: without its base path where the request has it. The base path itself is "/". */
export function belowBase(target: string, ownUrl: string): string {
  const base = basePathOf(ownUrl);
  if (base === "" || !target.startsWith(base)) return target;
  const rest = target.slice(base.length);
  if (rest.startsWith("/")) return rest;
  return rest === "" || rest.startsWith("?") ? `/${rest}` : target;
}
