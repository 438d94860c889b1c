import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { factsOf, isSecret } from "@drawbridge/hosted/environment";
import type { z } from "zod";
import {
  configurationPage,
  configurationPagePath,
  knownNames,
  knownNamesModule,
  knownNamesPath,
  machineVariables,
  partTables,
} from "../../../scripts/configuration-docs.ts";
import { sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const again = "run: node scripts/configuration-docs.ts";
const declared = partTables.flatMap(({ title, variables }) =>
  Object.entries<z.ZodType>(variables.shape).map(([name, schema]) => ({ at: `${title}: ${name}`, name, schema })),
);

describe("the page of all settings", () => {
  it(verifies("workspace.configuration", "docs/configuration.md is the page that the parts' schemas make"), () => {
    assert.equal(readFileSync(configurationPagePath, "utf8"), configurationPage(), again);
  });

  it(verifies("workspace.configuration", "The names that no part warns of are those of the parts' schemas"), () => {
    assert.equal(readFileSync(knownNamesPath, "utf8"), knownNamesModule(), again);
  });

  it(
    verifies("workspace.configuration", "Every variable of every part has a meaning, an example and a default or need"),
    () => {
      const wrong = declared.filter(({ schema }) => {
        const facts = factsOf(schema);
        if (facts === undefined || !/^[A-Z`].*\.$/s.test(facts.means) || facts.example === "") return true;
        const preset = schema.safeParse(undefined);
        return preset.success && preset.data === undefined && facts.default === undefined;
      });
      assert.deepEqual(
        wrong.map(({ at }) => at),
        [],
      );
    },
  );

  it(
    verifies("workspace.configuration", "Every variable whose name or address holds a secret is declared as a secret"),
    () => {
      const named = declared.filter(({ name }) => /SECRET|CREDENTIAL|PROOF$|PASSWORD|TOKEN$|DATABASE|PEERS/.test(name));
      const open = named.filter(({ name, schema }) => !isSecret(schema) && name !== "DRAWBRIDGE_REQUIRE_PROOF");
      assert.deepEqual(
        open.map(({ at }) => at),
        [],
      );
    },
  );

  it(verifies("workspace.configuration", "Every example of a setting is one that its schema accepts"), () => {
    const placeholder = /^\$\(|^[A-Z]+$|^\/etc\//;
    const refused = declared.filter(({ schema }) => {
      const example = factsOf(schema)?.example ?? "";
      return !placeholder.test(example) && !schema.safeParse(example.replace(/^'(.*)'$/, "$1")).success;
    });
    assert.deepEqual(
      refused.map(({ at }) => at),
      [],
    );
  });

  it(verifies("workspace.configuration", "Every DRAWBRIDGE_ variable that a program reads is on the page"), () => {
    const read = ["proxy", "reference-servers", "scripts"]
      .flatMap((folder) => sourceFiles(folder))
      .filter((file) => /\.m?[jt]s$/.test(file))
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/\b(?:env|environment)\.(DRAWBRIDGE_\w+)/g)])
      .map(([, name = ""]) => name);
    const names = new Set([...knownNames(), ...Object.keys(machineVariables)]);
    assert.deepEqual(
      [...new Set(read)].filter((name) => !names.has(name)),
      [],
    );
  });
});
