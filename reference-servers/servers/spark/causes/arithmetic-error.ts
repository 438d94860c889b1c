import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";

export const arithmeticError: Cause = {
  id: "arithmetic-error",
  title: "A calculation divides by zero or overflows",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(DIVIDE_BY_ZERO|REMAINDER_BY_ZERO|ARITHMETIC_OVERFLOW|BINARY_ARITHMETIC_OVERFLOW|INTERVAL_ARITHMETIC_OVERFLOW|INTERVAL_DIVIDED_BY_ZERO|DATETIME_OVERFLOW|DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION)[.\]]/,
      strength: "certain",
    },
    { pattern: /SparkArithmeticException/, strength: "certain" },
    { pattern: /SQLSTATE: (22003|22008|22012|22015)\b/, strength: "likely", unless: /\[(\w*INDEX|COLUMN_ORDINAL)/ },
    { pattern: /java\.lang\.ArithmeticException/, strength: "likely" },
    errorClasses("arithmetic-error"),
  ],
  fix: "Use try_divide, try_add or try_multiply where NULL is an acceptable result, or widen the type (bigint, decimal) before the calculation.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json); ANSI compliance guide",
};
