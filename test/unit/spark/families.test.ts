/** Relatives of failures of public reports: other messages of the same kind, which no retold log contains. */
import assert from "node:assert/strict";
import { causes } from "../../../reference-servers/servers/spark/causes/all.ts";
import { matchesOf } from "../../../reference-servers/servers/spark/diagnosis/cause-matches.ts";
import { verifies } from "../../support/verifies.ts";

/** The messages of each cause, as a driver logs them. */
const families: Readonly<Record<string, readonly string[]>> = {
  "corrupt-file": [
    "java.io.EOFException: Cannot seek after EOF\n\tat org.apache.hadoop.hive.ql.io.orc.OrcInputFormat.getReader(OrcInputFormat.java:12)",
    "java.io.EOFException\n\tat java.io.DataInputStream.readFully(DataInputStream.java:197)\n\tat org.apache.hadoop.io.SequenceFileRecordReader.next(SequenceFileRecordReader.java:9)",
  ],
  "driver-lost": [
    "py4j.protocol.Py4JNetworkError: An error occurred while trying to connect to the Java server (127.0.0.1:40911)",
  ],
  "gpu-out-of-memory": [
    "java.lang.OutOfMemoryError: Could not initialize RMM: pool size exceeds the maximum pool size",
    "com.nvidia.spark.rapids.jni.GpuSplitAndRetryOOM: GPU OutOfMemory: could not split inputs and retry",
    "RuntimeError: not enough GPU memory for the batch",
  ],
  "invalid-configuration": [
    "Invalid initial heap size: -Xms",
    "Unrecognized VM option 'UseConcMarkSweepGC'\nError: Could not create the Java Virtual Machine.",
    "Invalid configuration value detected for fs.azure.account.key",
    "org.apache.hadoop.fs.azurebfs.contracts.exceptions.ConfigurationPropertyNotFoundException: Configuration property acct.dfs.core.windows.net not found.",
  ],
  "invalid-query": [
    "com.mysql.cj.jdbc.exceptions.MysqlErrorException: You have an error in your SQL syntax; check the manual",
    "com.microsoft.sqlserver.jdbc.SQLServerException: Incorrect syntax near ')'.",
    'org.postgresql.util.PSQLException: ERROR: syntax error at or near "FORM"',
    "net.snowflake.client.jdbc.SnowflakeSQLException: SQL compilation error:\nsyntax error line 1 at position 7 unexpected 'FORM'.",
  ],
  "permission-denied": [
    "google.auth.exceptions.DefaultCredentialsError: Could not automatically determine credentials.",
    "botocore.exceptions.NoCredentialsError: Unable to locate credentials",
    "com.azure.identity.CredentialUnavailableException: ManagedIdentityCredential authentication unavailable.",
    "java.io.IOException: Error getting access token from metadata server at: http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token",
  ],
  "quota-exceeded": [
    "org.apache.hadoop.hdfs.protocol.FSLimitException$MaxDirectoryItemsExceededException: The directory item limit of /spark/events is exceeded: limit=1048576 items=1048576",
  ],
  "resources-unavailable": ["SparkSession: waiting for resources to be assigned"],
  "streaming-checkpoint": [
    "java.lang.IllegalStateException: batch 41 doesn't exist",
    "java.lang.IllegalStateException: Failed to read the batch 7",
  ],
  "task-commit-denied": [
    "Job aborted due to stage failure: Task 3 in stage 2.0 failed 4 times, most recent failure: Lost task 3.3 in stage 2.0 (TID 20, h, executor 1): TaskCommitDenied (Driver denied task commit) for job: 2, partition: 3, attemptNumber: 3",
  ],
  "write-conflict": [
    "org.apache.hudi.exception.HoodieIOException: Failed to complete commit 20260301\nCaused by: java.lang.IllegalArgumentException",
    "org.apache.hudi.exception.HoodieHeartbeatException: Heartbeat for instant 20260301 has expired",
  ],
};

describe("the families of messages", () => {
  for (const [cause, messages] of Object.entries(families))
    it(verifies("spark.taxonomy", `The other messages of its kind are matched to the cause ${cause}`), () => {
      for (const text of messages) {
        const [best] = matchesOf(
          { text, from: "driver", source: "driver.log:1", at: 0, weight: "given-up", count: 1 },
          causes,
        );
        assert.equal(best?.cause.id, cause, text);
      }
    });
});
