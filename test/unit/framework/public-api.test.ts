import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { API, SymbolFlags } from "typescript/unstable/sync";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const folder = `${repository}reference-servers/framework/`;

/**
 * The public API: what each entry point exports. A name that is added here is kept for authors of servers; a name that is
 * removed breaks their code.
 */
const entryPoints = {
  "@drawbridge/framework": {
    file: `${folder}index.ts`,
    values: [
      "ToolError",
      "argumentsAlone",
      "basisChange",
      "createFairQueue",
      "defineServer",
      "defineTool",
      "otherFacts",
      "readPlace",
      "readVariables",
      "refuseEmpty",
      "runServer",
      "secretIn",
      "startServer",
      "variable",
    ],
    types: [
      "Amount",
      "ApprovalNeed",
      "Basis",
      "Binding",
      "BoundPlan",
      "Context",
      "DefinitionChange",
      "Elicited",
      "Environment",
      "FairQueue",
      "ObjectBefore",
      "OwnVariables",
      "PeerRoutes",
      "Plan",
      "Planned",
      "Principal",
      "Problem",
      "Rule",
      "ServerDefinition",
      "Settle",
      "ShareLimits",
      "TableSample",
      "Tool",
      "ToolDefinition",
      "VariableFacts",
    ],
  },
  "@drawbridge/framework/database": {
    file: `${folder}database.ts`,
    values: [
      ...["isMissingPrivilege", "isRefusedValue", "isStatementTimeout", "isUnreachable", "openDatabase"],
      "runMigrateCommand",
    ],
    types: ["Connection", "Migration", "Schema"],
  },
  "@drawbridge/framework/worker": { file: `${folder}worker.ts`, values: ["ToolError", "basisChange"], types: [] },
  "@drawbridge/framework/testing": {
    file: `${folder}testing.ts`,
    values: ["poisoningOf", "startForTest", "startInMemoryRegistry"],
    types: ["InMemoryRegistry", "TestCaller", "TestKit", "TestOptions"],
  },
} as const;

interface Export {
  readonly name: string;
  readonly docstring: string;
}

/** What the compiler sees in these files: the names that each exports, and the docstring at each declaration. */
function exportsOf(files: readonly string[]): ReadonlyMap<string, readonly Export[]> {
  const project = mkdtempSync(join(tmpdir(), "drawbridge-api-"));
  const config = join(project, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ extends: `${repository}tsconfig.json`, include: [], files }));
  const api = new API({ cwd: repository });
  try {
    const [opened] = api.updateSnapshot({ openProjects: [config] }).getProjects();
    if (opened === undefined) throw new Error("the compiler opened no project");
    const { program, checker } = opened;
    return new Map(
      files.map((file) => {
        const source = program.getSourceFile(file);
        const module = source && checker.getSymbolAtLocation(source);
        if (module === undefined) throw new Error(`the compiler finds no module in ${file}`);
        const found = checker.getExportsOfModule(module).map((symbol) => {
          const declared = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
          return { name: symbol.name, docstring: declared.getDocumentationComment(checker) };
        });
        return [file, found];
      }),
    );
  } finally {
    api.close();
    rmSync(project, { recursive: true, force: true });
  }
}

describe("the public API of the framework", function () {
  this.timeout(30_000);
  let found: ReadonlyMap<string, readonly Export[]>;
  before(() => {
    found = exportsOf(Object.values(entryPoints).map(({ file }) => file));
  });

  for (const [entryPoint, { file, values, types }] of Object.entries(entryPoints)) {
    it(verifies("framework.public-api", `${entryPoint} exports exactly the names of the checked-in list`), async () => {
      const names = (found.get(file) ?? []).map(({ name }) => name);
      assert.deepEqual(names.sort(), [...values, ...types].sort());
      const atRunTime: object = await import(entryPoint);
      assert.deepEqual(Object.keys(atRunTime).sort(), [...values].sort());
    });

    it(verifies("framework.public-api", `Every export of ${entryPoint} has a docstring`), () => {
      const without = (found.get(file) ?? []).filter(({ docstring }) => docstring.trim() === "");
      assert.deepEqual(
        without.map(({ name }) => name),
        [],
      );
    });
  }
});
