import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const outputExists: Cause = {
  id: "output-exists",
  title: "The output already exists",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(PATH_ALREADY_EXISTS|TABLE_OR_VIEW_ALREADY_EXISTS|SCHEMA_ALREADY_EXISTS|TEMP_TABLE_OR_VIEW_ALREADY_EXISTS|LOCATION_ALREADY_EXISTS|PARTITIONS_ALREADY_EXIST)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /FileAlreadyExistsException|\.AlreadyExistsException: (?!Base)|Output directory .* already exists|path .* already exists|[Tt]he associated location\(?.{1,300}already exists|(Table|View|Database|table|view|database) .{1,120} already exists/,
      strength: "certain",
      // A commit that another writer made first, or a file that an earlier attempt of the same task left.
      unless: /_delta_log\/|metadata\/v?\d+\S*\.metadata\.json|\.hoodie\/|\bpart-\d{5}|task_\d+|attempt_\d+|_temporary/,
    },
    { pattern: /SQLSTATE: (42P0[67]|42710|42723)\b/, strength: "likely" },
    errorClasses("output-exists"),
    // What a class that is not known here says.
    { pattern: /already (exists|present|been created)/, strength: "hint", of: "message", unless: notInWords },
  ],
  fix: "Look first at what is there: it may be the complete output of an earlier run. Then choose mode overwrite or append, write each run to a path of its own, or remove what a failed run left.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
