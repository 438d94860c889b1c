import type { Cause } from "../diagnosis/cause.ts";

export const fileGone: Cause = {
  id: "file-gone",
  title: "A file disappeared before the job could read it",
  rank: "root",
  signatures: [
    { pattern: /\[(FAILED_READ_FILE\.FILE_NOT_EXIST|FAILED_READ_FILE\.NOT_EXIST)[.\]]/, strength: "certain" },
    {
      pattern:
        /It is possible the underlying files have been updated|REFRESH TABLE tableName|BlockMissingException|referenced in the transaction log cannot be found|Versions \(.{1,80}\) are not contiguous|Cannot compute snapshot\. Missing|DELTA_(VERSIONS_NOT_CONTIGUOUS|MISSING_FILES|FILE_NOT_FOUND|TRUNCATED_TRANSACTION_LOG|FAILED_READ_FILE)/,
      strength: "certain",
      unless:
        /\(Permission denied\)|StateStore|Too many open files|SparkContext\.add(File|Jar)|EventLog(gingListener|FileWriter)|registering SparkListener|SparkSubmit\.prepareSubmitEnvironment/,
    },
    {
      pattern:
        /File does not exist: (?!\S*(_temporary|\.hive-staging|\.spark-staging))|FileNotFoundException(?!.*\((Permission denied|Too many open files)\))(?![\s\S]{0,300}(shuffle_|blockmgr|temp_local|temp_shuffle|_temporary|\.hive-staging|\.spark-staging))/,
      strength: "likely",
      unless:
        /\(Permission denied\)|StateStore|Too many open files|SparkContext\.add(File|Jar)|EventLog(gingListener|FileWriter)|registering SparkListener|SparkSubmit\.prepareSubmitEnvironment/,
    },
  ],
  fix: "Another job rewrote or deleted the input in the meantime: read it when no other job overwrites it, or use a table format with snapshots (and keep its snapshots longer than the longest job reads: VACUUM, expire_snapshots and cleaners delete files). REFRESH TABLE before reading again.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
