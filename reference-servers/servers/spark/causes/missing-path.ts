import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const missingPath: Cause = {
  id: "missing-path",
  title: "An input path does not exist",
  rank: "root",
  oftenCaught: true,
  oftenFollows: true,
  signatures: [
    { pattern: /\[(PATH_NOT_FOUND|LOAD_DATA_PATH_NOT_EXISTS|FAILED_READ_FILE\.PATH)[.\]]/, strength: "certain" },
    {
      pattern:
        /Path does not exist: |Input path does not exist: |InvalidInputException|Input Pattern .* matches 0 files|NoSuchBucket|NoSuchKey|The specified (bucket|key|path|container|filesystem) does not exist|Status Code: 404/,
      strength: "certain",
      unless: /NoSuchUpload|_temporary\/|\.spark-staging|_delta_log\/|referenced in the transaction log/,
    },
    { pattern: /FileNotFoundException[\s\S]{0,4000}SparkContext\.add(File|Jar)/, strength: "certain" },
    {
      // Only for paths that the driver looks for. A task looks for files that existed when its query was planned.
      pattern: /FileNotFoundException: (?!.{0,400}(_temporary|\.hive-staging|\.spark-staging|_delta_log))/,
      strength: "certain",
      where: "driver",
      unless:
        /SparkListener|EventLog(gingListener|FileWriter)|\(Permission denied\)|Too many open files|StateStore|referenced in the transaction log|stage failure|Lost task|FileScanRDD|scheduler\.(ResultTask|ShuffleMapTask|Task\.run)|Exception in task|underlying files|shuffle_|blockmgr|temp_local|STREAM_FAILED|[Cc]heckpoint/,
    },
    { pattern: /^[ \t]*FileNotFoundError: /m, strength: "likely" },
    errorClasses("missing-path"),
    // What a class that is not known here says.
    {
      pattern:
        /([Pp]ath|[Ff]ile|[Dd]irectory|[Ff]older|[Oo]bject|[Bb]ucket|[Kk]ey|[Bb]lob|[Cc]ontainer) .{0,200}(does(n't| not) exist|(was |is |were )?not found|is missing|cannot be found)|[Nn]o such (file|path|directory|bucket|key|blob|object)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Check the path and its date part, and whether the job that writes it has finished; wait for its success marker before reading.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
