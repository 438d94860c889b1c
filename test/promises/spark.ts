/** Promises about the Spark server: its sources, its diagnoses and its limits. */
export const sparkPromises = {
  "spark.accuracy": [
    "A diagnosis names the cause of at least 90 % of a corpus of real failures, with evidence, within 1,500 tokens, and is wrong though confident in at most 2 %.",
    "issue 7",
  ],
  "spark.any-source": [
    "Event logs alone, text logs alone or the History Server alone give a diagnosis as far as their data allow.",
    "issue 7",
  ],
  "spark.first-failure": [
    "The first failure in time counts, in every zone and form in which its log writes times.",
    "issue 7",
  ],
  "spark.said-to-fail": [
    "What says that an application failed leads to a cause or to unknown; that nothing is wrong is said confidently only where a part says so.",
    "issue 7",
  ],
  "spark.codecs": [
    "Event logs are read as Spark writes them: plain, zstd, lz4, snappy, single and rolling.",
    "issue 7",
  ],
  "spark.small-list": ["The Spark server has at most eight tools, in at most 1,500 tokens of tools/list.", "issue 7"],
  "spark.unfinished": ["A log that is incomplete is diagnosed as far as it goes, and the answer says so.", "issue 7"],
  "spark.vanished-logs": [
    "A log or a folder of logs that vanishes, at any moment, hides no other log, and the answer says what is away.",
    "issue 12",
  ],
  "spark.hostile-logs": [
    "Corrupt, huge and hostile logs end in a clear error or a gap, in bounded memory.",
    "SECURITY",
    "issue 7",
  ],
  "spark.only-below": [
    "What a caller names never becomes a path or an address: no traversal, no request to another host.",
    "SECURITY",
    "issue 7",
  ],
  "spark.golden-rest": [
    "Every event log of Spark's own tests is read, and the numbers agree with Spark's own answers.",
    "issue 7",
  ],
  "spark.bounded-memory": ["An event log of any size is read in bounded memory, with progress.", "SECURITY", "issue 7"],
  "spark.tools": [
    "The tools beside the diagnosis find applications, sum them up, look into stages and logs and compare runs, in few words and without secrets.",
    "SECURITY",
    "issue 7",
  ],
  "spark.taxonomy": ["Each cause is a rule of its own with signatures, a fix and its source.", "issue 7"],
  "spark.harmless-advice": [
    "Advice never does harm: where a write may have happened, it says what to check before the job runs again.",
    "issue 14",
  ],
  "spark.strangers-logs": [
    "Failures retold from public reports are diagnosed by what caused them, not by what they ended with, and in the wrapping of every platform.",
    "issue 14",
  ],
  "spark.bottlenecks": [
    "What makes an application slow is named with what was measured; a number that is no share is not shown as one.",
    "issue 14",
  ],
  "spark.history": ["The History Server's answers give the same facts as the event log.", "issue 7"],
  "spark.live": ["Jobs that fail in a real Spark during the test are diagnosed.", "issue 7"],
  "spark.remembers": [
    "A recorded root cause is found again by the diagnosis of the same failure.",
    "SECURITY",
    "issue 7",
  ],
  "spark.first-diagnosis": [
    "After npm start, one call through the stdio bridge tells why a bundled job failed, with its evidence.",
    "issue 7",
  ],
  "spark.load": ["Fifty diagnoses at once are all answered.", "SECURITY", "issue 7"],
} as const;
