import type { Cause } from "../diagnosis/cause.ts";

export const broadcastTimeout: Cause = {
  id: "broadcast-timeout",
  title: "A broadcast took longer than its timeout",
  rank: "root",
  signatures: [
    { pattern: /Could not execute broadcast in \d+ secs|EXECUTE_BROADCAST_TIMEOUT/, strength: "certain" },
    {
      pattern:
        /(TimeoutException[\s\S]{0,2000}BroadcastExchangeExec)|(BroadcastExchangeExec[\s\S]{0,2000}TimeoutException)|spark\.sql\.broadcastTimeout/,
      strength: "certain",
    },
  ],
  fix: "Do not broadcast this side (drop the hint, lower spark.sql.autoBroadcastJoinThreshold) or make it smaller and faster to compute; raise spark.sql.broadcastTimeout only for a side that is small but slow.",
  source: "BroadcastExchangeExec; SQL performance tuning: spark.sql.broadcastTimeout",
};
