import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const missingTable: Cause = {
  id: "missing-table",
  title: "A table, view, schema or function does not exist",
  rank: "root",
  oftenCaught: true,
  oftenFollows: true,
  signatures: [
    {
      pattern:
        /\[(TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|UNRESOLVED_ROUTINE|ROUTINE_NOT_FOUND|VIEW_NOT_FOUND|UNRESOLVABLE_TABLE_VALUED_FUNCTION|PARTITIONS_NOT_FOUND|DEFAULT_DATABASE_NOT_EXISTS|DATABASE_NOT_FOUND)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /Table or view not found|NoSuchTableException|NoSuchDatabaseException|Undefined function: |NoSuchNamespaceException/,
      strength: "certain",
    },
    {
      // The same in the words of other systems.
      pattern:
        /(?<!of )relation ".{1,200}" does not exist|Table '.{1,200}' doesn't exist|ORA-00942|Invalid object name '|Unknown database '|Database '.{1,120}' not found|Subject '.{1,200}' not found|Not found: (Table|Dataset) |Table .{0,100}not found|NoSuchObjectException|UnknownTopicOrPartitionException|does not host this topic-partition/,
      strength: "certain",
    },
    { pattern: /SQLSTATE: (42P01|3F000|42883)\b/, strength: "likely" },
    // The same in the words of stores and catalogs.
    {
      pattern:
        /TableNotFoundException|index_not_found_exception|no such index|unconfigured (table|columnfamily)|EntityNotFoundException|is not a Delta table|Object '.{1,200}' does not exist( or not authorized)?|Table .{1,200} does(n't| not) exist|(Schema|Database|Collection|Keyspace|Topic|Dataset|Catalog|Namespace) .{1,160} (does(n't| not) exist|not found)|NamespaceNotFoundException|UnknownTableException|NoSuchViewException|NoSuchIcebergTableException|ORA-04043|SQL0204N|dataset .{1,120} not found|TableDoesNotExist|Unknown (table|view|catalog|keyspace|topic)/,
      strength: "likely",
      unless: /[Cc]olumn ["\x27`]/,
    },
    errorClasses("missing-table"),
    // What a class that is not known here says.
    {
      pattern:
        /([Tt]able|[Vv]iew|[Dd]atabase|[Ss]chema|[Nn]amespace|[Cc]atalog|[Ff]unction|[Tt]opic|[Ii]ndex|[Cc]ollection|[Kk]eyspace|[Dd]ataset|[Rr]elation)s? .{0,160}(does(n't| not) exist|(was |is |were )?not found|is missing|cannot be found)|[Nn]o such (table|view|database|schema|namespace|topic|index|collection|dataset)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Check the name with its catalog and schema, and whether the job that creates it has run; use the full name.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
