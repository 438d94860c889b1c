import type { Cause } from "../diagnosis/cause.ts";

export const notSerializable: Cause = {
  id: "not-serializable",
  title: "Something in a task's closure cannot be sent to executors",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[CONTEXT_ONLY_VALID_ON_DRIVER\]|It appears that you are attempting to reference SparkContext from a broadcast variable|CONTEXT_UNAVAILABLE_FOR_REMOTE_CLIENT/,
      strength: "certain",
    },
    { pattern: /NotSerializableException|Task not serializable/, strength: "certain" },
    {
      pattern: /PicklingError|[Cc]annot pickle '?[\w.]+'? object|can't pickle|Could not serialize object/,
      strength: "certain",
    },
  ],
  fix: "Create the object inside the function (or once per partition with mapPartitions) instead of capturing it: contexts, connections, locks and open files stay on the driver.",
  source: "RDD Programming Guide: Understanding closures; pyspark.serializers",
};
