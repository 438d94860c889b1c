import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { causes } from "../../../reference-servers/servers/spark/causes/all.ts";
import { matchesOf } from "../../../reference-servers/servers/spark/diagnosis/cause-matches.ts";
import type { Finding } from "../../../reference-servers/servers/spark/diagnosis/finding.ts";
import { verifies } from "../../support/verifies.ts";

const folder = new URL("../../../reference-servers/servers/spark/causes/", import.meta.url);

const finding = (text: string, from: Finding["from"]): Finding => ({
  text,
  from,
  source: "driver.log:1",
  at: 0,
  weight: "given-up",
  count: 1,
});

/** Messages of Spark, YARN, Kubernetes, Java and Python, including some that our test runs cannot produce. */
const messages: readonly (readonly [string, Finding["from"], string])[] = [
  ["executor-out-of-memory", "executor", "java.lang.OutOfMemoryError: GC overhead limit exceeded"],
  ["executor-out-of-memory", "executor", "ExecutorLostFailure (executor 3 exited): Command exited with code 52"],
  ["driver-out-of-memory", "driver", "java.lang.OutOfMemoryError: Java heap space\n\tat java.util.Arrays.copyOf"],
  ["driver-out-of-memory", "driver", "Not enough memory to build and broadcast the table to all worker nodes."],
  [
    "container-over-memory",
    "scheduler",
    "Container killed by YARN for exceeding memory limits. 5.6 GB of 5.5 GB physical memory used. Consider boosting spark.executor.memoryOverhead.",
  ],
  [
    "container-over-memory",
    "scheduler",
    "The executor with id 4 exited with exit code 137(SIGKILL, possible container OOM).\nThe API gave the following container statuses: reason: OOMKilled",
  ],
  ["killed-from-outside", "scheduler", "Command exited with code 137"],
  [
    "killed-from-outside",
    "scheduler",
    "Container marked as failed: container_1 on host: h. Exit status: 143. Diagnostics: Container killed on request.",
  ],
  ["killed-from-outside", "scheduler", "Executor decommission: spot instance interruption"],
  [
    "shuffle-data-lost",
    "driver",
    "org.apache.spark.shuffle.MetadataFetchFailedException: Missing an output location for shuffle 0 partition 4",
  ],
  ["executor-unresponsive", "scheduler", "Executor heartbeat timed out after 154123 ms"],
  [
    "python-out-of-memory",
    "driver",
    'PythonException: Traceback\n  File "a.py", line 3\nMemoryError: Unable to allocate 4 GiB',
  ],
  ["missing-dependency", "driver", "java.lang.NoSuchMethodError: com.google.common.base.Preconditions.checkArgument"],
  ["missing-dependency", "driver", "java.sql.SQLException: No suitable driver"],
  [
    "missing-dependency",
    "driver",
    "PythonException: Traceback (most recent call last):\n  File \"a.py\", line 1\nModuleNotFoundError: No module named 'numpy'",
  ],
  [
    "not-serializable",
    "driver",
    "org.apache.spark.SparkException: Task not serializable\nCaused by: java.io.NotSerializableException: java.io.PrintStream",
  ],
  [
    "broadcast-timeout",
    "driver",
    "org.apache.spark.SparkException: Could not execute broadcast in 300 secs. You can increase the timeout",
  ],
  ["disk-full", "executor", "java.io.IOException: No space left on device\n\tat java.io.FileOutputStream.writeBytes"],
  ["missing-path", "driver", "org.apache.spark.sql.AnalysisException: Path does not exist: hdfs://nn/data/2026-01-01"],
  ["missing-column", "driver", "AnalysisException: cannot resolve '`amuont`' given input columns: [amount, day]"],
  ["missing-table", "driver", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `a`.`b` cannot be found. SQLSTATE: 42P01"],
  [
    "permission-denied",
    "driver",
    'org.apache.hadoop.security.AccessControlException: Permission denied: user=etl, access=WRITE, inode="/warehouse"',
  ],
  [
    "permission-denied",
    "driver",
    "com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403)",
  ],
  [
    "schema-mismatch",
    "driver",
    "org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException: column: [amount], physicalType: DOUBLE, logicalType: int",
  ],
  [
    "corrupt-file",
    "driver",
    "java.lang.RuntimeException: file:/a.parquet is not a Parquet file. expected magic number at tail [80, 65, 82, 49]",
  ],
  [
    "file-gone",
    "driver",
    "java.io.FileNotFoundException: File does not exist: hdfs://nn/a.parquet\nIt is possible the underlying files have been updated.",
  ],
  [
    "kryo-buffer-overflow",
    "driver",
    "org.apache.spark.SparkException: Kryo serialization failed: Buffer overflow. Available: 0, required: 42",
  ],
  [
    "message-too-large",
    "driver",
    "Serialized task 15:0 was 137500581 bytes, which exceeds max allowed: spark.rpc.message.maxSize (134217728 bytes).",
  ],
  ["service-unreachable", "driver", "java.net.UnknownHostException: metastore.example.internal"],
  ["arithmetic-error", "driver", "[DIVIDE_BY_ZERO] Division by zero. Use `try_divide`"],
  ["bad-cast", "driver", '[CAST_INVALID_INPUT] The value \'n/a\' of the type "STRING" cannot be cast to "INT"'],
  ["broadcast-too-large", "driver", "Cannot broadcast the table that is larger than 8.0 GiB: 9.3 GiB."],
  [
    "plan-too-complex",
    "driver",
    "py4j.protocol.Py4JJavaError: o18.select.\n: java.lang.StackOverflowError\n\tat scala",
  ],
  [
    "streaming-checkpoint",
    "driver",
    "[STREAM_FAILED] Query terminated with exception: [STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE] Provided key schema does not match",
  ],
  // Messages of clusters, stores and databases.
  ["killed-from-outside", "scheduler", "Exit status: -100. Diagnostics: Container released on a *lost* node."],
  ["killed-from-outside", "scheduler", "Container container_17_0006_01_000009 on host: w3 was preempted."],
  ["executor-out-of-memory", "scheduler", "Container marked as failed: container_1 on host: w3. Exit status: 52."],
  ["native-crash", "scheduler", "Container exited with a non-zero exit code 134.\n#  SIGSEGV (0xb) at pc=0x00007f"],
  ["permission-denied", "executor", "SecretManager$InvalidToken: token (owner=etl) can't be found in cache"],
  ["permission-denied", "driver", 'PSQLException: FATAL: password authentication failed for user "etl"'],
  [
    "service-unreachable",
    "driver",
    "RemoteException(SafeModeException): Cannot create file /o. Name node is in safe mode.",
  ],
  ["request-throttled", "executor", "AmazonS3Exception: Please reduce your request rate. (Status Code: 503)"],
  ["schema-mismatch", "executor", "IncompatibleSchemaException: Cannot convert Avro type record to SQL type INT."],
  ["data-quality", "executor", 'ERROR: duplicate key value violates unique constraint "t_pkey"'],
  [
    "write-conflict",
    "driver",
    "io.delta.exceptions.ConcurrentAppendException: [DELTA_CONCURRENT_APPEND] Files were added by a concurrent update.",
  ],
  [
    "write-conflict",
    "driver",
    "Caused by: org.apache.iceberg.exceptions.CommitFailedException: Cannot commit: has changed",
  ],
  [
    "streaming-checkpoint",
    "executor",
    "OffsetOutOfRangeException: Fetch position 4412 is out of range for partition a-0",
  ],
  [
    "invalid-query",
    "driver",
    "[NUM_COLUMNS_MISMATCH] UNION can only be performed on inputs with the same number of columns",
  ],
  ["missing-table", "driver", 'PSQLException: ERROR: relation "public.orders" does not exist'],
  ["missing-path", "driver", "NoSuchBucketException: The specified bucket does not exist (Status Code: 404)"],
  ["corrupt-file", "executor", "java.io.IOException: Not an Avro data file"],
  [
    "schema-mismatch",
    "executor",
    "ParquetDecodingException: Can not read value at 1 in block 0\nCaused by: java.lang.UnsupportedOperationException: org.apache.parquet.column.values.dictionary.PlainValuesDictionary$PlainLongDictionary",
  ],
  [
    "disk-full",
    "scheduler",
    "Reason: Evicted. Pod ephemeral local storage usage exceeds the total limit of containers 10Gi.",
  ],
  ["resources-unavailable", "driver", "Application is Activated. User AM resource limit exceeded."],
  [
    "invalid-configuration",
    "driver",
    "org.apache.spark.SparkException: A master URL must be set in your configuration",
  ],
  ["too-many-open-files", "executor", "java.io.FileNotFoundException: /data/blockmgr-1/0c/temp (Too many open files)"],
  ["too-many-open-files", "driver", "OSError: [Errno 24] Too many open files: '/tmp/part.csv'"],
  ["gpu-out-of-memory", "executor", "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB"],
  ["gpu-out-of-memory", "executor", "com.nvidia.spark.rapids.jni.GpuRetryOOM: GPU OutOfMemory"],
  ["host-out-of-memory", "executor", "kernel: Out of memory: Killed process 4242 (python3) total-vm:9000000kB"],
  ["host-out-of-memory", "driver", "OpenJDK 64-Bit Server VM warning: os::commit_memory(0x7f, 12288, 0) failed"],
  ["quota-exceeded", "driver", "DSQuotaExceededException: The DiskSpace quota of /user/etl is exceeded: quota = 1 TB"],
  ["data-quality", "driver", "[MERGE_CARDINALITY_VIOLATION] The ON search condition of the MERGE statement matched"],
  // The driver looks for a path; a task looks for a file that existed when its query was planned.
  ["missing-path", "driver", "java.io.FileNotFoundException: No such file or directory: s3a://lake/2026-03-04"],
  [
    "file-gone",
    "driver",
    "Lost task 0.0 in stage 1.0 (TID 1) (h executor driver): java.io.FileNotFoundException: File /a.parquet does not exist",
  ],
  // Unknown error classes: their SQLSTATE gives the family.
  ["invalid-query", "driver", "[SOME_NEW_SYNTAX_RULE] That is not allowed here. SQLSTATE: 42601"],
  ["missing-column", "driver", "[SOME_NEW_COLUMN_RULE] There is no such field. SQLSTATE: 42703"],
  ["bad-cast", "driver", "[SOME_NEW_FORMAT] The text is no date. SQLSTATE: 22007"],
  ["arithmetic-error", "driver", "[SOME_NEW_OVERFLOW] Too large. SQLSTATE: 22003"],
  [
    "disk-full",
    "executor",
    "org.apache.spark.memory.SparkOutOfMemoryError: error while calling spill() on UnsafeExternalSorter@5d : No space left on device",
  ],
  [
    "permission-denied",
    "driver",
    "java.io.FileNotFoundException: /data/a.csv (Permission denied)\nIt is possible the underlying files have been updated.",
  ],
  [
    "service-unreachable",
    "driver",
    "org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment.",
  ],
  // The first exception of a chain is its origin, except for a missing table, which programs look for on purpose.
  [
    "service-unreachable",
    "driver",
    "ConnectionRefusedError: [Errno 111] Connection refused\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\nPermissionError: no",
  ],
  [
    "bad-cast",
    "driver",
    "[TABLE_OR_VIEW_NOT_FOUND] `a`\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n[CAST_INVALID_INPUT] The value 'x'",
  ],
  [
    "resources-unavailable",
    "driver",
    "WARN TaskSchedulerImpl: Initial job has not accepted any resources; check your cluster UI",
  ],
];

describe("the taxonomy of causes", () => {
  for (const [cause, from, text] of messages) {
    it(
      verifies(
        "spark.taxonomy",
        `This message is matched to the cause ${cause}: ${text.split("\n", 1)[0]?.slice(0, 60)}`,
      ),
      () => {
        assert.equal(matchesOf(finding(text, from), causes)[0]?.cause.id, cause);
      },
    );
  }

  it(verifies("spark.taxonomy", "Each cause has a file of its own, with a fix and a source"), () => {
    const files = readdirSync(folder).filter((name) => name !== "all.ts");
    assert.deepEqual(files.map((name) => name.replace(".ts", "")).sort(), causes.map(({ id }) => id).sort());
    for (const { id, fix, source, signatures } of causes) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(fix.length > 40 && source.length > 10 && signatures.length > 0, id);
    }
  });
});
