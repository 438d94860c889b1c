/**
 * Who may call which tool, as Cedar policies (hosted/policy/tool-policy.ts describes the vocabulary). The registry
 * takes them at each announcement; of the access policy only the coarse part is the operator's after the first one.
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
