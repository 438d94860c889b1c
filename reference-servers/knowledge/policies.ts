/**
 * Who may call which tool, as Cedar (what it can speak of is told in framework/access/tool-policy.ts). Which documents a
 * caller may read is not told here but by each source's groups.
 */
export const policies = {
  "knowledge-read": `
@reason("everybody admitted to knowledge may search what their groups may read")
permit (principal, action == Action::"call", resource in Server::"knowledge");`,

  "knowledge-write": `
@reason("documents are written from an engineer's own machine only")
permit (principal, action == Action::"call", resource in Server::"knowledge")
when { context.surface == "local" };`,
} as const;
