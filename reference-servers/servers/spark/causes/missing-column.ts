import type { Cause } from "../diagnosis/cause.ts";
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
