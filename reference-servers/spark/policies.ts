/**
 * Who may call which tool, as Cedar (what it can speak of is told in framework/access/tool-policy.ts). The registry
 * takes these once, when it first sees the server; an operator changes them there.
 */
export const policies = {
  "spark-read": `
@reason("everybody admitted to spark may read what its logs say")
permit (principal, action == Action::"call", resource in Server::"spark");`,

  "spark-record": `
@reason("root causes are recorded from an engineer's own machine only")
permit (principal, action == Action::"call", resource == Tool::"spark/record_root_cause")
when { context.surface == "local" };`,
} as const;
