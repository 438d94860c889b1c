import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const schemaMismatch: Cause = {
  id: "schema-mismatch",
  title: "Data and schema do not match",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(FAILED_READ_FILE\.PARQUET_COLUMN_DATA_TYPE_MISMATCH|PARQUET_COLUMN_DATA_TYPE_MISMATCH|INCOMPATIBLE_DATA_FOR_TABLE|INSERT_COLUMN_ARITY_MISMATCH|CANNOT_MERGE_SCHEMAS|CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE|FAILED_MERGE_SCHEMAS|INCOMPATIBLE_TYPES_IN_INLINE_TABLE|INSERT_PARTITION_COLUMN_ARITY_MISMATCH|UNABLE_TO_INFER_SCHEMA|ARROW_TYPE_MISMATCH|FIELD_DATA_TYPE_UNACCEPTABLE|CANNOT_ACCEPT_OBJECT_IN_TYPE|NOT_NULL_ASSERT_VIOLATION|DELTA_FAILED_TO_MERGE_FIELDS)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /SchemaColumnConvertNotSupportedException|UnsupportedOperationException: org\.apache\.parquet\.column\.values\.dictionary|Parquet column cannot be converted|cannot be converted in file|the data schema .* (is|are) not compatible|Failed to merge (fields|incompatible)|Expected: .*Found: (BINARY|INT32|INT64|DOUBLE|FLOAT|BOOLEAN)|PARQUET_TYPE_ILLEGAL/i,
      strength: "certain",
    },
    {
      pattern:
        /\[(AVRO_INCOMPATIBLE|AVRO_CANNOT_WRITE_NULL|CONFLICTING_(DIRECTORY_STRUCTURES|PARTITION_COLUMN_NAMES)|USER_SPECIFIED_AND_ACTUAL_SCHEMA_MISMATCH|DATA_SOURCE_TABLE_SCHEMA_MISMATCH|INVALID_SCHEMA)|SQLSTATE: (21S01|22KD3|42KD9)\b/,
      strength: "likely",
    },
    {
      pattern:
        /IncompatibleSchemaException|EXPRESSION_(EN|DE)CODING_FAILED|Error while (en|de)coding: |AvroTypeException|Cannot convert Avro|schema mismatch detected when writing|Cannot write incompatible data|Cannot safely cast|Cannot find data for (the )?output column|not enough data columns|too many data columns|SchemaEvolution\S*Exception/i,
      strength: "certain",
    },
    {
      pattern:
        /Illegal Parquet type|Unable to create Parquet converter|Unable to infer schema for|Cannot up ?cast|can ?not accept object .{1,200} in type|ArrowTypeError|ArrowInvalid|ArrowNotImplementedError|DELTA_(SCHEMA_CHANGED|METADATA_MISMATCH|SCHEMA_NOT_CONSISTENT|CHANGE_DATA)\w*|Detected schema change|Detected incompatible schema|HoodieSchema(NotFound|EvolutionConflict|Compatibility)\w*Exception|SchemaCompatibilityException|MissingSchemaFieldException|NullPointerException.{0,80}non-nullable|Column .{1,100} of type .{1,100} cannot be converted|optional .{1,80} is not a group|value too long for type|Data too long for column|would be truncated|ORA-(12899|01438)\b|Conflicting (partition column names|directory structures) detected|(stl_load_errors|sys_load_error_detail)|mapper_parsing_exception|document_parsing_exception|strict_dynamic_mapping_exception/i,
      strength: "likely",
      unless: /ModuleNotFoundError/,
    },
    {
      pattern:
        /ClassCastException: class org\.apache\.spark\.sql\.catalyst|ClassCastException: org\.apache\.spark\.sql\.catalyst\.expressions\.Mutable/,
      strength: "likely",
    },
    // The same in the words of stores and registries.
    {
      pattern:
        /Invalid column type change|MismatchedInputException|Cannot deserialize (value|instance) of|Cannot change column type|Provided Schema does not match|SchemaBackwardsCompatibilityException|[Ss]chema being registered is incompatible|error code: 409|Unsupported (data )?type: |IllegalEvolutionException|Incoming batch schema is not compatible|Mixing schemas|has changed (type|mode) from|column count .{0,60}(doesn't|does not) match|Number of columns .{0,80}(mismatch|doesn't|does not)|doesn't match the data schema|has changed in an incompatible way|(Integer|Long|String|Double|Decimal|UTF8String|Boolean|Timestamp|Date)\S* cannot be cast to (class )?[\w.]*(Integer|Long|String|Double|Decimal|UTF8String|Boolean|Timestamp|Date|InternalRow|ArrayData|MapData)|InvalidSchemaException|Cannot (cast|convert) .{1,80} (from|of type) .{1,80} to|Can't get JDBC type for|Datatype mismatch|type mismatch/,
      strength: "likely",
    },
    errorClasses("schema-mismatch"),
    // What a class that is not known here says.
    {
      pattern:
        /[Ss]chema.{0,120}(mismatch|(not|n't) (match|compatible|equal)|incompatible|changed|differ)|([Tt]ype|[Cc]olumn|[Ff]ield).{0,120}(mismatch|(not|n't) match|incompatible|not compatible)|[Ii]ncompatible (schema|type|data|column)|number of (columns|fields).{0,80}(match|differ|equal)|[Cc](annot|an't|an not|ould not) (convert|cast|coerce|merge) .{0,80}(type|schema|to )|[Uu]nsupported (data ?)?type/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Read with the files' own schema and cast afterwards, or rewrite the files that differ; mergeSchema helps with added columns, not with changed types. For a write, name the columns.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
