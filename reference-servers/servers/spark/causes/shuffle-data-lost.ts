import type { Cause } from "../diagnosis/cause.ts";

export const shuffleDataLost: Cause = {
  id: "shuffle-data-lost",
  title: "Shuffle data could not be fetched",
  rank: "symptom",
  signatures: [
    {
      pattern:
        /FetchFailed|MetadataFetchFailedException|Missing an output location for shuffle|ShuffleBlockFetcherIterator.*Failed to get block|Stream is corrupted/,
      strength: "likely",
    },
    {
      pattern:
        /Failed to (connect to|fetch) .*shuffle|Error in opening FileSegmentManagedBuffer|\[INTERNAL_ERROR_SHUFFLE\]/i,
      strength: "hint",
    },
  ],
  fix: "Look for the executor that was lost just before: this failure is its consequence. If no executor was lost, check the external shuffle service, disks and network. spark.shuffle.io.maxRetries and an external shuffle service let a job survive it.",
  source: "FetchFailedException; Spark job scheduling: external shuffle service",
};
