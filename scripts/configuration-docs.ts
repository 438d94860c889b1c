/**
 * `node scripts/configuration-docs.ts`: writes docs/configuration.md, and the names that no part warns of, from the schemas
 * of all parts. A test compares both.
 */
import { writeFileSync } from "node:fs";
import { EdgeVariables } from "@drawbridge/edge/settings";
import { factsOf, isSecret, type VariableFacts } from "@drawbridge/hosted/environment";
import { fileVariable } from "@drawbridge/hosted/secret-files";
import { IdentityVariables } from "@drawbridge/identity/settings";
import { knowledgeVariables } from "@drawbridge/knowledge/settings";
import { MapPeopleVariables } from "@drawbridge/platform/map-people";
import { StackVariables } from "@drawbridge/platform/settings";
import { prestoVariables } from "@drawbridge/presto/settings";
import { RegistryVariables } from "@drawbridge/registry/settings";
import { sparkVariables } from "@drawbridge/spark/settings";
import { z } from "zod";
import { brokerDefaults } from "../proxy/broker/main.ts";
import { ServerVariables } from "../reference-servers/framework/settings.ts";
import { pathOf, sectionOf, writtenBy } from "./generated-page.ts";

export interface PartTable {
  readonly title: string;
  readonly about: string;
  readonly variables: z.ZodObject;
}

/** Every part, in the order of the page. */
export const partTables: readonly PartTable[] = [
  {
    title: "The embedded stack",
    about:
      "`npm start` and `npm run stack`. They use these and hand every other variable on to the parts, which read it as below. What you set is never replaced; what cannot be used in a stack of several parts (`PORT`, the secrets of a single server) or for one machine (`HOST`, a certificate: the included provider asks for no password) is said at the start. Edge and servers reach the registry by 127.0.0.1, also where its address for people is another one.",
    variables: StackVariables,
  },
  { title: "Registry", about: "`reference-servers/registry/main.ts`.", variables: RegistryVariables },
  { title: "Edge", about: "`reference-servers/edge/main.ts`.", variables: EdgeVariables },
  {
    title: "Every server",
    about: "Each server on the framework, yours too. Set these for each server.",
    variables: ServerVariables,
  },
  { title: "Presto server", about: "Besides those of every server.", variables: prestoVariables.variables },
  { title: "Spark server", about: "Besides those of every server.", variables: sparkVariables.variables },
  { title: "Knowledge server", about: "Besides those of every server.", variables: knowledgeVariables.variables },
  {
    title: "Identity provider for development",
    about: "`reference-servers/identity/main.ts`. A company's own provider takes its place.",
    variables: IdentityVariables,
  },
  {
    title: "map-people",
    about: "`node reference-servers/platform/map-people.ts`, once, after DRAWBRIDGE_USER_CLAIM has changed.",
    variables: MapPeopleVariables,
  },
];

/** What programs outside of the hosted parts read. They have no schema, because a bridge must start at once. */
export const machineVariables: Readonly<Record<string, VariableFacts>> = {
  DRAWBRIDGE_HOME: {
    means:
      "Folder of the session, the catalogue and the broker's endpoint. Agents do not pass it on: use `--home` there.",
    example: "/home/ada/.drawbridge",
    default: "~/.drawbridge",
  },
  DRAWBRIDGE_IDLE_MINUTES: {
    means: "Minutes without a bridge or control client after which the broker ends.",
    example: "10",
    default: String(brokerDefaults.idleMinutes),
  },
  DRAWBRIDGE_SILENCE_MINUTES: {
    means: "Minutes without a byte from a server after which a call ends.",
    example: "15",
    default: String(brokerDefaults.silenceMinutes),
  },
  DRAWBRIDGE_RETRY_SECONDS: {
    means: "Seconds for which the broker tries a call again that did not run. 0: never.",
    example: "10",
    default: String(brokerDefaults.retrySeconds),
  },
  DRAWBRIDGE_CACHE: {
    means: "Folder where the scripts of this repository keep Node 24 and test engines.",
    example: "/var/cache/drawbridge",
    default: "~/.cache/drawbridge",
  },
  DRAWBRIDGE_SEED: { means: "Tests: the seed of their random order.", example: "7", default: "1" },
  DRAWBRIDGE_TEST_TALLY: { means: "Tests: file for their counts.", example: "/tmp/tally", default: "(none)" },
};

const opening = `# Configuration

Every part reads its settings once, at its start, from environment variables.
${writtenBy("configuration-docs.ts", "the schemas in each `settings.ts`", "schemas")}

- **A part checks everything before it opens anything.** If it cannot start, it names each variable that is missing or wrong, with the fault and an example,
  all at once and never with the value of a secret.
- **A secret can be in a file.** Where the column says *yes*, \`<NAME>_FILE\` may hold the path of a file with the value, as container platforms mount
  secrets. The end of its last line does not count. Only one of the two may be set.
- **An empty variable counts as not set.** A variable that decides who may do what, or how long a permission lasts, and whose default is not its strictest
  value, stops the start when it is set but empty.
- **An unknown name is a warning.** Each \`DRAWBRIDGE_*\` variable that no part reads is in the log, with the nearest name. A part knows the names of all
  parts, so one file of variables may serve them all. Give variables of your own servers another beginning.
- **needed** in the column of defaults: without it the part does not start.
`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");
const code = (text: string): string => `\`${cell(text)}\``;

/** What the schema takes where the variable is not set, or the words of its facts. */
function defaultOf(declared: z.ZodType): string {
  const words = declared instanceof z.ZodNonOptional ? undefined : factsOf(declared)?.default;
  if (words !== undefined) return words !== "none" && !/[ ]/.test(words) ? code(words) : cell(words);
  const { success, data } = declared.safeParse(undefined);
  if (!success) return "needed";
  return typeof data === "object" ? code(JSON.stringify(data)) : code(String(data));
}

function rowOf([name, declared]: readonly [string, z.ZodType]): readonly string[] {
  const { means = "", example = "" } = factsOf(declared) ?? {};
  return [code(name), cell(means), defaultOf(declared), code(example), isSecret(declared) ? "yes" : ""];
}

const columns = ["variable", "what it means", "default", "example"];

const tableOf = ({ title, about, variables }: PartTable): string =>
  sectionOf({
    ...{ title, about, columns: [...columns, "secret"] },
    rows: Object.entries<z.ZodType>(variables.shape).map(rowOf),
  });

const machineSection = (): string =>
  sectionOf({
    title: "Engineers' machines and this repository",
    about: "The local proxy, its command line, and the scripts.",
    columns,
    rows: Object.entries(machineVariables).map(([name, { means, example, default: preset = "" }]) => [
      ...[code(name), cell(means), code(preset), code(example)],
    ]),
  });

/** The page as the schemas want it. */
export const configurationPage = (): string => [opening, ...partTables.map(tableOf), machineSection()].join("\n");

/** Every `DRAWBRIDGE_*` name that some part or program reads. */
export function knownNames(): readonly string[] {
  const declared = partTables.flatMap(({ variables }) =>
    Object.entries<z.ZodType>(variables.shape).flatMap(([name, each]) =>
      isSecret(each) ? [name, fileVariable(name)] : [name],
    ),
  );
  return [...new Set([...declared, ...Object.keys(machineVariables)])]
    .filter((name) => name.startsWith("DRAWBRIDGE_"))
    .toSorted();
}

/** The source file with these names. */
export const knownNamesModule = (): string =>
  `/** Every \`DRAWBRIDGE_*\` variable that some part reads. \`node scripts/configuration-docs.ts\` writes this file. */\nexport const knownVariables: readonly string[] = [\n${knownNames()
    .map((name) => `  "${name}",\n`)
    .join("")}];\n`;

export const configurationPagePath = pathOf("docs/configuration.md");
export const knownNamesPath = pathOf("reference-servers/hosted/environment/known-variables.ts");

if (import.meta.main) {
  writeFileSync(configurationPagePath, configurationPage());
  writeFileSync(knownNamesPath, knownNamesModule());
}
