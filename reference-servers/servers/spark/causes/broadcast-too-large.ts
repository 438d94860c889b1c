import type { Cause } from "../diagnosis/cause.ts";

export const broadcastTooLarge: Cause = {
  id: "broadcast-too-large",
  title: "A table is too large to be broadcast",
  rank: "root",
  signatures: [
    {
      pattern:
        /Cannot broadcast (the )?table (that is larger than|over)|MAX_BROADCAST_TABLE|broadcast.{0,60}larger than.{0,20}8(\.0)? ?Gi?B/i,
      strength: "certain",
    },
  ],
  fix: "Drop the broadcast hint or lower spark.sql.autoBroadcastJoinThreshold, so that a sort-merge join is planned; collect statistics (ANALYZE TABLE) if the planner believed that the table is small; or filter and project this side first.",
  source: "BroadcastExchangeExec: at most 8 GiB and 512 million rows; spark.sql.maxBroadcastTableSize",
};
