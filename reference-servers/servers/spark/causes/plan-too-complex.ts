import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";

export const planTooComplex: Cause = {
  id: "plan-too-complex",
  title: "The query is too long or too deep to be planned",
  rank: "root",
  signatures: [
    { pattern: /StackOverflowError/, strength: "likely" },
    {
      pattern:
        /\[FAILED_TO_PARSE_TOO_COMPLEX\]|SQLSTATE: 54001\b|grows beyond 64 KB|Constant pool .* has grown past JVM limit|\[VIEW_EXCEED_MAX_NESTED_DEPTH\]/,
      strength: "certain",
    },
    errorClasses("plan-too-complex"),
  ],
  fix: "Make the plan shorter: write or checkpoint an intermediate result (DataFrame.checkpoint, localCheckpoint) inside the loop that builds it, replace chains of withColumn or when by one select or a join with a table of rules. A larger thread stack (-Xss in spark.driver.extraJavaOptions) only moves the limit.",
  source:
    "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json); CodeGenerator, JVM limit of 64 KB per method",
};
