/**
 * The table of causes in docs/spark.md, made from the causes themselves.
 *
 *   node test/support/machine/spark-taxonomy-table.ts      writes it into the page
 */
import { readFileSync, writeFileSync } from "node:fs";
import { causes } from "../../../reference-servers/servers/spark/causes/all.ts";
import { repository } from "./source-files.ts";

const page = `${repository}docs/spark.md`;
const [begin, end] = [
  "<!-- causes: made by test/support/machine/spark-taxonomy-table.ts -->",
  "<!-- end of causes -->",
];

export const documentedTable = (): string => {
  const text = readFileSync(page, "utf8");
  return text.slice(text.indexOf(begin) + begin.length, text.indexOf(end)).trim();
};

export const taxonomyTable = (): string =>
  [
    "| cause | what it is | where it is from |",
    "|---|---|---|",
    ...[...causes]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(
        ({ id, title, rank, source }) =>
          `| \`${id}\`${rank === "symptom" ? " (symptom)" : ""} | ${title} | ${source} |`,
      ),
  ].join("\n");

if (import.meta.main) {
  const text = readFileSync(page, "utf8");
  const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))];
  writeFileSync(page, `${before}\n${taxonomyTable()}\n${after}`);
}
