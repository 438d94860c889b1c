import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const missingColumn: Cause = {
  id: "missing-column",
  title: "A column does not exist",
  rank: "root",
  oftenFollows: true,
  signatures: [
    {
      pattern:
        /\[(UNRESOLVED_COLUMN|UNRESOLVED_FIELD|FIELD_NOT_FOUND|COLUMN_NOT_FOUND|UNRESOLVED_MAP_KEY|UNRESOLVED_USING_COLUMN_FOR_JOIN|COLUMN_NOT_DEFINED_IN_TABLE|CANNOT_RESOLVE_DATAFRAME_COLUMN)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /[Cc]annot resolve (column name )?['`"].{1,200}['`"] (given input columns|among )|AnalysisException:? Column '.{1,100}' does not exist/,
      strength: "certain",
    },
    { pattern: /SQLSTATE: (42703|42S22)\b|\[UNRESOLVED_COLUMN/, strength: "likely" },
    // The same in the words of databases.
    {
      pattern:
        /column ["'`][^"'`]{1,120}["'`]( of relation .{1,160})? does not exist|Unknown column '|[Ii]nvalid column name|ORA-00904|[Ff]ield "[^"]{1,120}" does not exist|Cannot find field|No such (struct field|column)|Undefined (column name|name) |invalid identifier '|Column not found|Unrecognized name: |Name .{1,80} not found inside|Could not resolve (column|field)|SQL0206N|Cannot find (column|top-level field)/,
      strength: "certain",
    },
    errorClasses("missing-column"),
    // What a class that is not known here says.
    {
      pattern:
        /([Cc]olumn|[Ff]ield|[Aa]ttribute)s? .{0,160}(does(n't| not) exist|(was |is |were )?not found|is missing|cannot be (found|resolved))|[Nn]o such (column|field|struct field)|[Cc]ould ?n[o']t (find|resolve) .{0,40}(column|field)|[Cc]annot find .{0,40}(column|field)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Use the column that exists (the message suggests names), or find what changed the table's schema upstream.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
