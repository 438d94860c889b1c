/**
 * Looks for tests that provoke a failure by SQL which breaks the schema: it needs rights that no part has, leaves a broken
 * database where the test ends early, and provokes an error that does not happen in operation. A test holds or cuts the
 * connection at a fault port (test/support/fault-ports). Attacks are no faults: SQL in a list that a part must refuse, or
 * that turns the audit's trigger off as the database's owner could, is allowed.
 */
import { readFileSync } from "node:fs";
import { repository, sourceFiles } from "../test/support/machine/source-files.ts";

const breaking = "alter\\s+table\\s+\\S+\\s+(?:rename|add|drop|alter)|alter\\s+(?:role|user)|drop\\s|lock\\s+table";
const fault = new RegExp(
  `\\b(?:query|sql)\\(\\s*["'\`](?:${breaking}|create\\s+(?:or\\s+replace\\s+)?(?:trigger|rule))`,
  "gi",
);

/** The lines (from 1) of a test on which it sends such SQL. Pure. */
export const faultSqlIn = (text: string): readonly number[] =>
  [...text.matchAll(fault)].map(({ index }) => text.slice(0, index).split("\n").length);

/** For `npm run check`: prints every such line, and returns whether there is none. */
export function checkFaultSql(print: (line: string) => void): boolean {
  const places = sourceFiles("test")
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      faultSqlIn(readFileSync(file, "utf8")).map((line) => `${file.slice(repository.length)}:${line}`),
    );
  for (const place of places)
    print(`${place}: SQL that breaks the schema to provoke a failure. Use a fault port (test/support/fault-ports).`);
  return places.length === 0;
}
