import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";

/** What libraries that train on executors say when that work failed. The reason is in the logs of the executors. */
const reportsFailedWork =
  /XGBoostModel training failed|XGBoostError: .{0,60}(training|tracker).{0,40}failed|Training Task Failed|Horovod has been shut down|[Dd]istributed training failed/;

/** The worker ended, or PySpark itself raised the error: it is a hint at the program at most. */
const raisedByPySpark =
  /Python worker exited|File "[^"\n]*pyspark(?:\.zip)?\/[^"\n]*(?:pandas\/utils|worker|util)\.py", line \d+, in (?:require_minimum\w*|main|check_\w+|_?verify\w*)\n(?: {4}[^\n]*\n)*(?:\w+\.)*\w*(?:Error|Exception): (?!.*(?:invalid literal|argument))/;

export const userCode: Cause = {
  id: "user-code",
  title: "The job's own code raised an error",
  rank: "root",
  messenger: true,
  signatures: [
    { pattern: /\[USER_RAISED_EXCEPTION\]|raise_error|assert_true/, strength: "certain" },
    {
      pattern: /\[PYTHON_EXCEPTION\]|PythonException: |PYTHON_EXCEPTION/,
      strength: "likely",
      unless: raisedByPySpark,
    },
    { pattern: /\[FAILED_EXECUTE_UDF\]|Failed to execute user defined function/, strength: "likely" },
    {
      pattern: /PythonException|Traceback \(most recent call last\)[\s\S]*File "(?!.*site-packages\/pyspark)/,
      strength: "hint",
    },
    {
      pattern:
        /User class threw exception(?!: (?:org|software|io|net)\.)|Exception in thread "main" (?!(?:org|software|io|net)\.|com\.(?:amazonaws|google|azure|microsoft|databricks|mysql|mongodb|datastax)\.|java\.(?:sql|net|time|nio|io)\.|MetaException)/,
      strength: "hint",
      unless: reportsFailedWork,
    },
    {
      pattern:
        /at (?!(org\.apache|java|javax|jdk|sun|scala|com\.fasterxml|io\.netty|com\.google|com\.esotericsoftware|py4j|net\.razorvine)\b)[\w$]+(\.[\w$]+){2,}\(\w+\.(scala|java|kt):\d+\)/,
      strength: "hint",
      unless: reportsFailedWork,
    },
    {
      pattern: /SQLSTATE: (38000|39000|P0001)\b|\[\w+_USER_FUNCTION_ERROR\]/,
      strength: "likely",
      unless: /Python worker exited/,
    },
    {
      pattern: /PickleException: expected zero arguments for construction of ClassDict|handleInvalid|Unseen label/,
      strength: "likely",
    },
    { pattern: /PySpark(Type|Value|Attribute|Index|Key|Assertion|NotImplemented)\w*Error: /, strength: "likely" },
    errorClasses("user-code"),
  ],
  fix: "Fix the code at the file and line where the traceback ends, for the value that it names. Make the function handle such rows.",
  source:
    "PythonException and UDF errors; Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
