import type { Cause } from "../diagnosis/cause.ts";

export const invalidConfiguration: Cause = {
  id: "invalid-configuration",
  title: "A Spark setting is missing or has an invalid value",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(INVALID_CONF_VALUE|CANNOT_MODIFY_(CONFIG|STATIC_CONFIG)|SQL_CONF_NOT_FOUND|CONFIG_NOT_AVAILABLE|INVALID_DRIVER_MEMORY|INVALID_EXECUTOR_MEMORY|INVALID_KRYO_SERIALIZER_BUFFER_SIZE|INVALID_SPARK_CONFIG)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /A master URL must be set|Could not parse Master URL|Cannot modify the value of a (static|Spark) config|System memory \d+ must be at least|Executor memory \d+ must be at least|must be specified as bytes|Time must be specified as|should be one of .*, but was|is not a valid (storage level|codec|log level)/,
      strength: "certain",
    },
    {
      pattern:
        /IllegalArgumentException: (spark\.[\w.]+ (should|must|is)|requirement failed: .*spark\.)|Unrecognized option|Service '\w+' failed after \d+ retries/,
      strength: "likely",
    },
  ],
  fix: "Correct the setting that the message names, at the place that takes precedence: in the code (SparkSession.builder), then spark-submit --conf, then spark-defaults.conf. Static settings must be set before the session starts.",
  source: "Spark configuration; Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
