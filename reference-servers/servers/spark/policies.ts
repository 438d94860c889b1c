/**
 * Who may call which tool, as Cedar policies (hosted/policy/tool-policy.ts describes the vocabulary). The registry reads
 * them from every announcement of this server. After the first announcement, the operator owns only the coarse part of
 * the access policy.
 */
export const policies = {
  "spark-read": `
@reason("every user with access to spark may read its logs")
permit (principal, action == Action::"call", resource in Server::"spark");`,

  "spark-record": `
@reason("root causes may be recorded only from an engineer's own machine")
permit (principal, action == Action::"call", resource == Tool::"spark/record_root_cause")
when { context.surface == "local" };`,
} as const;
