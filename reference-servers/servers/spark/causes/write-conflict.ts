import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const writeConflict: Cause = {
  id: "write-conflict",
  title: "Another job changed the same table or folder in the meantime",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[DELTA_(CONCURRENT_\w+|METADATA_CHANGED|PROTOCOL_CHANGED)|\bConcurrent(Append|DeleteRead|DeleteDelete|Transaction|Write|Modification)Exception: (?=\[DELTA|.*(concurrent (update|transaction)|Conflicting commit))|io\.delta\.exceptions\.(Concurrent|MetadataChanged|ProtocolChanged)|delta\S*\.(Concurrent(Append|DeleteRead|DeleteDelete|Transaction|Write)|ProtocolChanged|MetadataChanged)Exception/,
      strength: "certain",
    },
    {
      pattern:
        /iceberg\.exceptions\.CommitFailedException|iceberg\.exceptions\.ValidationException: .{0,200}(conflict|missing (data|delete) files)|Found (new )?conflicting (files|deletes)|Cannot commit(:| changes based on) stale|Version \d+ already exists|HoodieWriteConflictException|HoodieLockException|[Cc]annot resolve conflicts? for overlapping writes/,
      strength: "certain",
      unless: /CommitStateUnknownException/,
    },
    {
      // A writer no longer finds its own instant on the timeline in the expected state: another writer rolled it back.
      pattern:
        /Hoodie\w*Exception: Failed to (complete|commit|rollback|archive)[\s\S]{0,200}(IllegalArgumentException|instant .{0,80}(not found|does not exist))|HoodieRollbackException: .{0,200}(in-?flight|another|concurrent)|HoodieHeartbeatException/,
      strength: "likely",
    },
    {
      // Two writers made the same version of a table's log.
      pattern:
        /FileAlreadyExistsException[\s\S]{0,400}(_delta_log\/|\.hoodie\/|metadata\/v?\d+\S*\.metadata\.json)|_delta_log\/\d{20}\.json (already exists|exists)/,
      strength: "certain",
    },
    {
      // A committer removes the temporary folder of all jobs that write to the same place.
      pattern:
        /(FileNotFoundException|does not exist|Failed to rename|rename .{1,300} failed|NoSuchFile)[\s\S]{0,400}(\/_temporary(\/|\b)|\.hive-staging_|\.spark-staging-)|(\/_temporary\/|\.hive-staging_|\.spark-staging-)\S*['"]? (does not exist|doesn't exist|not found)|NoSuchUpload/,
      strength: "likely",
      fix: "Look for another job that wrote to the same folder at the same time: its commit removed the temporary files of this one. Check first what both have written there, and remove parts that only one of them left; then let one job at a time write to the folder (or write to folders of their own and move the result), and run this one again.",
    },
    {
      pattern:
        /HIVE_LOCK|LockException|LeaseExpiredException|AlreadyBeingCreatedException|Continuation update failed due to version mismatch|[Dd]eadlock(ed| found| detected| victim)|Lock wait timeout exceeded|[Cc]ould not serialize access|could not acquire (the )?lock|Unable to acquire (\w+ )?lock/i,
      strength: "likely",
      unless: /RLock|threading/,
    },
    // The same in the words of catalogs and stores.
    {
      pattern:
        /executing method: lock|not same as the current (table )?metadata location|Requirement failed: (branch|table) .{0,120} has changed|409 .{0,40}Conflict|ConditionalCheckFailed|PreconditionFailed|Precondition Failed|Status Code: 412|conditionNotMet|ResourceConflict|[Mm]odified concurrently|concurrent (update|transaction|commit|modification)s? (detected|conflict|to)|LockAcquisitionException|([Cc]an't|[Cc]annot|[Cc]ould not|[Ff]ailed to|[Uu]nable to) acquire (the )?\w*[Ll]ock|ForsetiClient|DeadlockDetected|LockClient/,
      strength: "likely",
    },
    errorClasses("write-conflict"),
    // What a class that is not known here says.
    {
      pattern:
        /[Cc]oncurrent (update|modif|write|commit|transaction|writer)|[Cc]onflict(ing|s)? (with|commit|update|write|transaction|detected)|by a(nother)? concurrent|[Aa]nother (writer|transaction|process|job|query|commit|instance)|[Oo]ptimistic|[Ll]ock(ed)? (by|held|could not|cannot|acquire|timeout)|[Ss]tale (metadata|version|state)|modified (by|since)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Check first whether the commit is in the table's history (DESCRIBE HISTORY, snapshots, the timeline). If it is not, run it again: the data that it read changed before it could commit. To prevent this, let only one job at a time write a partition (schedule the jobs at different times, or name the partitions in the condition of MERGE, UPDATE and DELETE), and let the table format retry commits.",
  source:
    "Delta Lake, concurrency control; Apache Iceberg, reliability: concurrent write operations; Apache Hudi, OCC; Hadoop FileOutputCommitter",
};
