import type { Cause } from "../diagnosis/cause.ts";
import { outOfOtherMemory } from "../diagnosis/out-of-other-memory.ts";

export const driverOutOfMemory: Cause = {
  id: "driver-out-of-memory",
  title: "The driver ran out of heap memory",
  rank: "root",
  signatures: [
    {
      pattern: /OutOfMemoryError: (Java heap space|GC overhead limit exceeded|Requested array size)/,
      strength: "certain",
      where: "driver",
    },
    {
      pattern:
        /Not enough memory to build and broadcast the table|SparkOutOfMemoryError|\[(UNABLE_TO_ACQUIRE_MEMORY|\w+_OUT_OF_MEMORY)\]/,
      strength: "certain",
      where: "driver",
      unless: /No space left/,
    },
    { pattern: /ApplicationMaster host.*OutOfMemory|driver.{0,40}OOMKilled/i, strength: "likely" },
    ...outOfOtherMemory("driver"),
    { pattern: /Driver is up but is not responsive, likely due to GC|DRIVER_NOT_RESPONDING/, strength: "likely" },
  ],
  fix: "Do not bring data to the driver: write it instead of collect() or toPandas(), and lower spark.sql.autoBroadcastJoinThreshold or drop the broadcast hint. Then raise spark.driver.memory.",
  source: "Spark configuration: spark.driver.memory; BroadcastExchangeExec",
};
