import type { Cause } from "../diagnosis/cause.ts";

export const missingPath: Cause = {
  id: "missing-path",
  title: "An input path does not exist",
  rank: "root",
  oftenCaught: true,
  signatures: [
    { pattern: /\[(PATH_NOT_FOUND|LOAD_DATA_PATH_NOT_EXISTS|FAILED_READ_FILE\.PATH)[.\]]/, strength: "certain" },
    {
      pattern:
        /Path does not exist: |Input path does not exist: |InvalidInputException|Input Pattern .* matches 0 files/,
      strength: "certain",
    },
    { pattern: /FileNotFoundException[\s\S]{0,4000}SparkContext\.add(File|Jar)/, strength: "certain" },
    { pattern: /^\s*FileNotFoundError: /m, strength: "likely" },
  ],
  fix: "Check the path and its date part, and whether the job that writes it has finished; wait for its success marker before reading.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
