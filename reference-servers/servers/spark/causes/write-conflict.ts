import type { Cause } from "../diagnosis/cause.ts";

export const writeConflict: Cause = {
  id: "write-conflict",
  title: "Another job changed the same table in the meantime",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[DELTA_(CONCURRENT_\w+|METADATA_CHANGED|PROTOCOL_CHANGED)|\bConcurrent(Append|DeleteRead|DeleteDelete|Transaction|Write|Modification)Exception: (?=\[DELTA|.*(concurrent (update|transaction)|Conflicting commit))|io\.delta\.exceptions\.(Concurrent|MetadataChanged|ProtocolChanged)/,
      strength: "certain",
    },
    {
      pattern:
        /iceberg\.exceptions\.(CommitFailedException|CommitStateUnknownException)|Found (new )?conflicting (files|deletes)|HoodieWriteConflictException|HoodieLockException/,
      strength: "certain",
    },
  ],
  fix: "Run it again: the data that it read changed before it could commit. To prevent this, let only one job at a time write a partition (schedule the jobs at different times, or name the partitions in the condition of MERGE, UPDATE and DELETE), and retry commits.",
  source: "Delta Lake, concurrency control; Apache Iceberg, reliability: concurrent write operations; Apache Hudi, OCC",
};
