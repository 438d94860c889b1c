import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const dataQuality: Cause = {
  id: "data-quality",
  title: "The data breaks a rule of the table or of a check",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(MERGE_CARDINALITY_VIOLATION|CHECK_CONSTRAINT_VIOLATION|NOT_NULL_CONSTRAINT_VIOLATION|EXPECTATION_VIOLATION|DELTA_(VIOLATE_CONSTRAINT|NOT_NULL_CONSTRAINT|MULTIPLE_SOURCE_ROW_MATCHING\w*)\w*|DLT_EXPECTATION\w*|DUPLICATED_MAP_KEY|DUPLICATE_KEY)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /InvariantViolationException|CHECK constraint .{1,200} violated|NOT NULL constraint violated|multiple source rows (attempted to )?match|matched a single row from the target table with multiple rows|violates (unique|not-null|check|foreign key|exclusion) constraint|IntegrityConstraintViolationException|IntegrityError|UniqueViolation|Duplicate entry '.*' for key|Violation of (PRIMARY|UNIQUE) KEY|Cannot insert (duplicate key|the value NULL)|ORA-0(0001|1400|2290|2291)\b|SQLSTATE: 23\w{3}\b|Duplicate map key .{1,200} was found/i,
      strength: "certain",
    },
    {
      pattern:
        /great_expectations\.\S*(Error|Exception)|Expectation(s)? (suite )?.{0,80}(failed|violated)|(failed|violated) expectation|deequ\S*(Exception|: )|soda\S* scan.{0,40}fail|pandera\.errors\./i,
      strength: "likely",
    },
    // The same in other words.
    {
      pattern:
        /field .{1,80} of input row cannot be null|null value in column|cannot be null\b.{0,40}(column|field)|Column .{1,80} cannot be null|Duplicate (key|record|row)s? (found|detected|value)|check constraint|duplicate key error|E11000|Found duplicate (key|record)|non-null(able)? (column|field) .{1,80} (null|contains)|[Vv]alidation (failed|error)s?: .{0,120}(rows|records|null|unique)/,
      strength: "likely",
    },
    errorClasses("data-quality"),
    // What a class that is not known here says.
    {
      pattern:
        /([Cc]onstraint|[Rr]ule|[Ee]xpectation|[Ii]nvariant|[Vv]alidation|[Dd]ata quality|[Uu]nique).{0,80}(violat|fail|not met|not satisfied)|[Dd]uplicate (key|row|record|entr)|[Nn]ot.?null\b.{0,60}(violat|constraint)|null value(s)? (in|for|not allowed)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Find the rows that break the rule (the message names the rule, the key or a row), and correct or remove them where they come from; remove duplicates of a key before MERGE. Change the rule only if it is wrong.",
  source: "Delta Lake, constraints; SQLSTATE class 23; Spark error conditions (MERGE_CARDINALITY_VIOLATION)",
};
