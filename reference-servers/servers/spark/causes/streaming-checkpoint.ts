import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const streamingCheckpoint: Cause = {
  id: "streaming-checkpoint",
  title: "A streaming query does not match its checkpoint",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(STATE_STORE_\w*(SCHEMA|CHECKPOINT|FORMAT|VERSION|CHECKSUM)|STREAMING_(CHECKPOINT|STATEFUL_OPERATOR)|CANNOT_LOAD_STATE_STORE|CANNOT_WRITE_STATE_STORE|INCOMPATIBLE_STATEFUL|CONCURRENT_STREAM_LOG_UPDATE|BATCH_METADATA_NOT_FOUND|STATE_RE(PARTITION|WRITER)_INVALID_CHECKPOINT|CHECKPOINT_|MALFORMED_LOG_FILE|INVALID_LOG_VERSION|STDS_)/,
      strength: "certain",
    },
    {
      pattern:
        /\b[Bb]atch \d+ (doesn't|does not) exist|[Uu]nable to find batch|[Ff]ailed to (find|get|read) (the )?batch \d+|batch \d+ is missing|Incomplete log file|Concurrent update to the log|Multiple streaming jobs detected|Provided schema doesn't match to the schema for existing state|StateSchemaNotCompatibleException|StreamingQueryCheckpointMetadata|HDFSBackedStateStore\S* .*does not exist|(offsets|commits) log|Malformed log file/i,
      strength: "certain",
    },
    {
      pattern:
        /There are \[\d+\] sources in the checkpoint offsets|Some data may have been lost because they are not available in Kafka|Partition .{1,80} offset was changed from \d+ to \d+|Error reading (delta|snapshot) file .{1,300}state|[Cc]heckpoint\S*\/(state|offsets|commits|sources)\/|\/(sources|state|offsets|commits)\/\d+(\/\S+)? (does not exist|doesn't exist|not found)|_spark_metadata\S* (does not exist|not found)|DELTA_(SOURCE_(TABLE_)?IGNORE|STREAMING_\w+)|Detected a data update|Detected deleted data|DifferentDeltaTableReadByStreamingSource|UnsupportedLogVersion|OffsetOutOfRangeException|\[KAFKA_DATA_LOSS/,
      strength: "likely",
    },
    // The same in the words of connectors.
    {
      pattern:
        /Cannot find earliest offsets|[Oo]ffsets? out of range with no configured reset policy|committing version \d+ into HDFSStateStore|HDFSBackedStateStore|RocksDB(StateStore|FileManager)\S* .{0,80}(fail|error|not exist)|data may have been (missed|lost)|offset(s)? (is|are) out of range|[Ss]ome data (was|were|has been) (lost|aged out)|shard iterator.{0,40}expired|ExpiredIteratorException|TrimmedDataAccessException|sequence number .{0,80}(expired|invalid|not found)|detect corrupt progress|checkpoint .{0,120}(incompatible|corrupt|was created|different)/,
      strength: "certain",
    },
    errorClasses("streaming-checkpoint"),
    // What a class that is not known here says.
    {
      pattern: /[Cc]heckpoint|[Oo]ffset|progress (file|tracking)|[Ss]tate ?store/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "A checkpoint belongs to one query with its sources, keys and aggregates: let only one query use it, and restore the file that the message names from a backup if it is damaged. A changed query needs a new checkpointLocation. Check first up to which offset the sink has the data, and set the starting offsets to it: without them rows are written twice or lost.",
  source: "Structured Streaming guide: Recovery Semantics after Changes in a Streaming Query; Spark error conditions",
};
