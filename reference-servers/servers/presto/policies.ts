/**
 * Who may call which tool, as Cedar policies (hosted/policy/tool-policy.ts describes the vocabulary). The registry reads
 * them from every announcement of this server. After the first announcement, the operator owns only the coarse part of
 * the access policy.
 */
export const policies = {
  "presto-query": `
@reason("every user with access to presto may read through it")
permit (principal, action == Action::"call", resource in Server::"presto");`,

  "presto-write": `
@reason("changes may be requested only from an engineer's own machine")
permit (principal, action == Action::"call", resource == Tool::"presto/write_query")
when { context.surface == "local" };`,

  "revenue-metrics": `
@reason("revenue metrics are open to the group ads-eng")
permit (principal in Group::"ads-eng", action == Action::"call", resource == Tool::"presto/get_revenue_metrics");`,
} as const;
