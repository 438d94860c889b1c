import type { Cause } from "../diagnosis/cause.ts";
import { notInWords } from "../diagnosis/words.ts";

export const quotaExceeded: Cause = {
  id: "quota-exceeded",
  title: "A quota of the storage, the account or the platform is used up",
  rank: "root",
  signatures: [
    {
      pattern:
        /MaxDirectoryItemsExceeded|directory item limit of .{1,300} is exceeded|MaxBlocksPerFileExceeded|\bEMLINK\b|Too many links/,
      strength: "certain",
      fix: "A folder or file reached the file system's limit of entries. Find what writes so many files there and does not remove them (progress, checkpoint, staging and temporary folders), and remove those that no running query needs. Write to subfolders, for example one a day. Raise the limit (dfs.namenode.fs-limits.max-directory-items) only for the time until then.",
    },
    {
      pattern:
        /(DS|NS)QuotaExceededException|The (DiskSpace|NameSpace|StorageSpace) quota .{0,200} is exceeded|Disk quota exceeded|\bEDQUOT\b|Quota '[\w-]+' exceeded|QuotaExceeded(Exception)?\b|\bquotaExceeded\b|Quota exceeded|VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded|ServiceQuotaExceeded|ResourceNumberLimitExceeded|ConcurrentRunsExceeded|[Mm]ax(imum)? concurrent (runs|compute|capacity) exceeded|Insufficient '?\w+'? quota|exceeds limit \(=\d+\)|WORKSPACE_CAPACITY_EXCEEDED|v[Cc](ore|PU)s? available out of quota|exceeds? (the )?(account|subscription|project|core|vCPU) (limit|quota)/,
      strength: "certain",
      unless: /pods? .{0,200}forbidden/,
    },
    // What a class that is not known here says.
    {
      pattern:
        /[Qq]uota|([Ll]imit|[Mm]aximum).{0,60}(exceeded|reached)|[Ee]xceed(s|ed)? .{0,60}(limit|maximum|allowed)|[Tt]oo many (requests? in flight|partitions|concurrent|jobs|runs|open|tables|buckets)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
    // The same in other words.
    {
      pattern:
        /[Ee]xceed(s|ed) (the )?(maximum|allowed) number of (partitions|tables|files|indexes|columns|connections)|too many partitions|Too many (dynamic )?partitions|Number of (dynamic )?partitions .{0,80}exceed|maximum number of .{1,60} (reached|exceeded)|spark\.\S+ exceeded the limit|exceeding approved .{1,60} quota|OperationNotAllowed.{0,200}quota|[Qq]uota (exceeded|limit)|[Uu]sage limit|budget exceeded|out of credits/,
      strength: "likely",
      unless: /AnalysisException|executor failures|columns 20480/,
    },
  ],
  fix: "Free what counts towards the quota that the message names (old data and snapshots, idle clusters, runs that are still active), or ask the owner of the account or folder for more.",
  source: "HDFS quotas guide; quotas of AWS, Google Cloud and Azure",
};
