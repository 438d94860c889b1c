/**
 * The parts of the registry's API: where the paths of each begin, and who calls it. The routes are in the files beside
 * this one, one file for each subject; `all.ts` has them together.
 */
export const areas = {
  /** Anyone: where everything is, and whether the registry serves. */
  public: "",
  /** A signed-in user or a paired editor, by a token. */
  api: "/api/v1",
  /** The hosted parts and the operator, each by the credential that is derived for it (part-secret.ts). */
  internal: "/internal/v1",
  /** Anyone, from any web page: the official MCP Registry API. */
  mcpRegistry: "/v0.1",
} as const;

export type Area = keyof typeof areas;

/** Where an area begins at the registry of this URL, which has no slash at the end. */
export const addressOf = (area: Area, registryUrl: string): string => `${registryUrl}${areas[area]}`;
