import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const invalidQuery: Cause = {
  id: "invalid-query",
  title: "The query itself is not valid",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(PARSE_SYNTAX_ERROR|PARSE_EMPTY_STATEMENT|AMBIGUOUS_REFERENCE|AMBIGUOUS_COLUMN_OR_FIELD|AMBIGUOUS_COLUMN_REFERENCE|DATATYPE_MISMATCH|MISSING_AGGREGATION|MISSING_GROUP_BY|GROUP_BY_AGGREGATE|UNSUPPORTED_FEATURE|INVALID_PARAMETER_VALUE|WRONG_NUM_ARGS|NUM_COLUMNS_MISMATCH|NUM_TABLE_VALUE_ALIASES_MISMATCH|INCOMPATIBLE_COLUMN_TYPE|UNSUPPORTED_EXPR_FOR_OPERATOR|UNRESOLVED_ALL_IN_GROUP_BY|NESTED_AGGREGATE_FUNCTION|COLUMN_ALREADY_EXISTS|UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY|NON_FOLDABLE_ARGUMENT|UNEXPECTED_INPUT_TYPE|SCALAR_SUBQUERY_TOO_MANY_ROWS|INVALID_EXTRACT_BASE_FIELD_TYPE|NOT_A_PARTITIONED_TABLE|UNSUPPORTED_DATATYPE|INVALID_SQL_SYNTAX)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /more than one row returned by a subquery|(Union|Except|Intersect)(All)? can only be performed on (tables|inputs) with (the same number of|compatible) column/i,
      strength: "certain",
    },
    // What databases and warehouses say about the text of a query that a job sends to them.
    {
      pattern:
        /SQL compilation error|syntax error (at or near|line \d+ at position|at position|at end of input)|You have an error in your SQL syntax|Incorrect syntax near|ORA-009(00|07|23|33|36)\b|SQL command not properly ended|SYNTAX_ERROR: |Syntax error: (Expected|Unexpected|failed at position)|mismatched input '.{1,60}' expecting/,
      strength: "likely",
      unless: /does not exist|invalid identifier|[Nn]ot authorized|[Nn]ot found/,
    },
    // Hive wraps its own errors in these exceptions.
    {
      pattern: /ParseException|AnalysisException/,
      strength: "likely",
      generic: true,
      unless: /HiveException|MetaException/,
    },
    {
      // Classes 42 and 0A say that a statement is wrong. Missing or duplicate objects have causes of their own.
      pattern:
        /SQLSTATE: (?!42(703|S22|P01|883|K0[234]|P0[67]|710|723|KD9|501))(42\w{3}|0A\w{3}|21000|07\w{3}|22023|22546|54\w{3})\b/,
      strength: "likely",
    },
    // The same of statements that a catalog does not run.
    {
      pattern:
        /(MERGE|UPDATE|DELETE|TRUNCATE|ALTER|REPLACE|CREATE) .{0,60} (is )?not supported( temporarily)?|requires? (a )?(GROUP BY|window|alias)|is not a valid (expression|statement|identifier)/,
      strength: "likely",
    },
    errorClasses("invalid-query"),
    // What a class that is not known here says.
    {
      pattern:
        /[Ss]yntax|[Pp]arse error|[Ii]nvalid (query|statement|expression|sql|identifier)|[Aa]mbiguous|([Oo]peration|[Ff]eature|[Ff]unction|[Cc]ommand|[Ss]tatement|[Ee]xpression) .{0,80}(not|n't|un)\s?(supported|allowed|implemented)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Correct the query at the place that the message names. Spark ran nothing for it.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
