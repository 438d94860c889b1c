import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";

export const libraryBug: Cause = {
  id: "library-bug",
  title: "Spark or a library failed by a defect of its own",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[INTERNAL_ERROR\w*\]|You hit a (query assertion|bug in Spark)|[Tt]his is (probably |likely |most likely )?a bug|hit a bug|SQLSTATE: XX(000|KD0|SC0)\b|[Pp]lease (file|report) (a |this |an )?(bug|issue|JIRA)|\[(UNEXPECTED_V2_EXPRESSION|HYBRID_ANALYZER_EXCEPTION|PLAN_VALIDATION_FAILED\w*|INVALID_SQL_FUNCTION_PLAN_STRUCTURE|SPARK_CONNECT_ILLEGAL_STATE)\]/,
      strength: "likely",
      unless: /MISSING_ATTRIBUTES|INTERNAL_ERROR_(SHUFFLE|NETWORK|BROADCAST|MEMORY)|Caused by: |OutOfMemory/,
    },
    {
      // A client that its own library closed while tasks still used it.
      pattern: /IllegalStateException: Connection pool shut down|Attempted read on closed stream|client is closed/,
      strength: "likely",
      unless: /shutdown hook|ShutdownHookManager/,
      fix: "A client was closed while tasks still used it. Usually the library closes it when a cached or broadcast object is dropped (more memory makes that rare), or the job's code closes a shared client or file system. Update the library, and do not close what it shares (FileSystem.get returns a cached one: use FileSystem.newInstance).",
    },
    {
      pattern:
        /(NullPointerException|MatchError|ClassCastException|IllegalStateException|ArrayIndexOutOfBoundsException|NoSuchElementException|UnsupportedOperationException|AssertionError)\b[^\n]*\n(\s+at (java|javax|jdk|sun|scala)\.[^\n]*\n)*\s+at (org\.apache\.(spark\.sql\.(catalyst|execution|delta)|iceberg|hudi|parquet|orc|hadoop)|io\.delta|com\.databricks)\./,
      strength: "hint",
      unless: /udf|UDF|UserDefinedFunction|foreach|map(Partitions|InPandas)|Caused by: /,
    },
    errorClasses("library-bug"),
  ],
  fix: "Look for the message and its deepest frame in the issue tracker of the library that raised it, and use a version with the correction. Until then, avoid the operation or the optimisation that the frames name.",
  source:
    "Spark error conditions: INTERNAL_ERROR (SQLSTATE XX000); issue trackers of Apache Iceberg, Delta Lake and Apache Hudi",
};
