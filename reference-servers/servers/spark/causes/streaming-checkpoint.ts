import type { Cause } from "../diagnosis/cause.ts";

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
        /Incomplete log file|Concurrent update to the log|Multiple streaming jobs detected|Provided schema doesn't match to the schema for existing state|StateSchemaNotCompatibleException|StreamingQueryCheckpointMetadata|HDFSBackedStateStore\S* .*does not exist|(offsets|commits) log|Malformed log file/i,
      strength: "certain",
    },
    {
      pattern:
        /There are \[\d+\] sources in the checkpoint offsets|Some data may have been lost because they are not available in Kafka|UnsupportedLogVersion|OffsetOutOfRangeException|\[KAFKA_DATA_LOSS/,
      strength: "likely",
    },
  ],
  fix: "A checkpoint belongs to one query with its sources, keys and aggregates. Start a changed query with a new checkpointLocation (and decide from which offset it reads), let only one query use it, and restore the file that the message names from a backup if it is damaged.",
  source: "Structured Streaming guide: Recovery Semantics after Changes in a Streaming Query; Spark error conditions",
};
