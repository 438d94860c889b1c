/**
 * Who may call which tool, as Cedar (what it can speak of is told in framework/access/tool-policy.ts). The registry
 * takes these once, when it first sees the server; an operator changes them there.
 */
export const policies = {
  "presto-query": `
@reason("everybody admitted to presto may read through it")
permit (principal, action == Action::"call", resource in Server::"presto");`,

  "presto-write": `
@reason("changes are asked for from an engineer's own machine only")
permit (principal, action == Action::"call", resource == Tool::"presto/write_query")
when { context.surface == "local" };`,

  "revenue-metrics": `
@reason("revenue metrics are open to the group ads-eng")
permit (principal in Group::"ads-eng", action == Action::"call", resource == Tool::"presto/get_revenue_metrics");`,
} as const;
