/** Errors and warnings that Spark, Hadoop and Hive log in applications that work. They are never the cause. */

/** Messages of one line. An exception in the next line is another failure. */
const oneLine: readonly RegExp[] = [
  // Hadoop without native code, and without optional files.
  /HADOOP_HOME and hadoop\.home\.dir are unset|Unable to load native-hadoop library|resource-types\.xml|Cannot locate configuration: tried/,
  // Hive's metastore looks for things that it then creates.
  /Failed to get database (default|global_temp)|Version information not found in metastore|HiveConf of name .{1,120} does not exist|Couldn't find corresponding Hive SerDe/,
  // Settings that a newer Spark renamed, plans that are too long to be printed, and ports in use.
  /has been deprecated as of Spark|Truncated the string representation of a plan|Broadcasting large task binary|Service '\w+' could not bind on port \d+\. Attempting/,
  /StaticLoggerBinder|StaticMDCBinder|illegal reflective access/i,
];

/** Messages with a stack trace of their own. */
const messages: readonly RegExp[] = [
  /(Did not find|Failed to locate the) winutils|Could not locate (executable|Hadoop executable).{0,80}winutils/,
  /RetryingHMSHandler\W+AlreadyExistsException\(message:Database default already exists/,
  /netlib\.(Native\w+|BLAS|LAPACK)|InstanceBuilder\$?NativeBLAS/,
  // The user interface, metrics and listeners.
  /JettyUtils\W+GET \/|HttpChannel\W+\/|AsyncEventQueue\W+(Dropping event|Dropped \d+)|ProcfsMetricsGetter/,
];

const matches = (patterns: readonly RegExp[], text: string): boolean => {
  const [first = ""] = text.split("\n", 1);
  return patterns.some((pattern) => pattern.test(first));
};

/** True if it is never the cause. Only the first line counts: the lines below it belong to the same message. */
export const isNoise = (text: string): boolean => matches(messages, text) || matches(oneLine, text);

/** True for noise that has no stack trace. */
export const isNoiseOfOneLine = (line: string): boolean => matches(oneLine, line);
