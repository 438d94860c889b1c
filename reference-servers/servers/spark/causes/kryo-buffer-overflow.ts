import type { Cause } from "../diagnosis/cause.ts";

export const kryoBufferOverflow: Cause = {
  id: "kryo-buffer-overflow",
  title: "An object is larger than the Kryo buffer",
  rank: "root",
  signatures: [
    {
      pattern:
        /Kryo serialization failed: Buffer overflow|KRYO_BUFFER_OVERFLOW|Buffer overflow\. Available: \d+, required/,
      strength: "certain",
    },
  ],
  fix: "Raise spark.kryoserializer.buffer.max above the size that the message requires, or make single rows smaller.",
  source: "KryoSerializer; Spark configuration: spark.kryoserializer.buffer.max",
};
