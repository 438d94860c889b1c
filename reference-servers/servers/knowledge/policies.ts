/**
 * Who may call which tool, as Cedar policies (hosted/policy/tool-policy.ts describes the vocabulary). Which
 * documents a caller may read is decided by each source's groups, not here.
 */
export const policies = {
  "knowledge-read": `
@reason("every user with access to knowledge may search what their groups may read")
permit (principal, action == Action::"call", resource in Server::"knowledge");`,

  "knowledge-write": `
@reason("documents may be written only from an engineer's own machine")
permit (principal, action == Action::"call", resource in Server::"knowledge")
when { context.surface == "local" };`,
} as const;
