import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const badCast: Cause = {
  id: "bad-cast",
  title: "A value does not fit the type it is read or cast to",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(CAST_INVALID_INPUT|CAST_OVERFLOW|CAST_OVERFLOW_IN_TABLE_INSERT|CANNOT_PARSE_TIMESTAMP|CANNOT_PARSE_DATE|CANNOT_PARSE_TIME|CANNOT_PARSE_DECIMAL|INVALID_JSON_RECORD_TYPE|MALFORMED_RECORD_IN_PARSING|MALFORMED_CSV_RECORD|CANNOT_PARSE_JSON_FIELD|CONVERSION_INVALID_INPUT|INVALID_FRACTION_OF_SECOND|NUMERIC_VALUE_OUT_OF_RANGE)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /SparkNumberFormatException|SparkDateTimeException|Malformed records are detected in record parsing|Parse Mode: FAILFAST|BadRecordException|DateTimeParseException/,
      strength: "certain",
    },
    {
      pattern: /java\.lang\.NumberFormatException|ZoneRulesException|java\.time\.DateTimeException/,
      strength: "likely",
      unless: /Configuration\.get\w+\(/,
    },
    { pattern: /SQLSTATE: (2200[679]|22010|22018|22029|22032|2203G|22P0[23])\b/, strength: "likely" },
    errorClasses("bad-cast"),
    // What a class that is not known here says.
    {
      pattern:
        /[Cc](annot|an't|an not|ould not) (parse|convert) .{0,80}(value|string|date|timestamp|number)|[Ii]nvalid (date|timestamp|number|format|value ')|[Uu]nparseable|[Ff]or input string|out of range for/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Find the rows (the message quotes one) and clean them at their source, or read them with try_cast / try_to_timestamp, or with mode PERMISSIVE and a column for corrupt records.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json); ANSI compliance guide",
};
