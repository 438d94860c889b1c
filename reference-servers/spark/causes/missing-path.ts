import type { Cause } from "../diagnosis/cause.ts";

export const missingPath: Cause = {
  id: "missing-path",
  title: "An input path does not exist",
  rank: "root",
  signatures: [
    { pattern: /\[(PATH_NOT_FOUND|FAILED_READ_FILE\.PATH)[.\]]/, strength: "certain" },
    {
      pattern:
        /Path does not exist: |Input path does not exist: |InvalidInputException|Input Pattern .* matches 0 files/,
      strength: "certain",
    },
  ],
  fix: "Check the path and its date part, and whether the job that writes it has finished; wait for its success marker before reading.",
  source: "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
