import assert from "node:assert/strict";
import type { DescribedTool, ListedTool } from "@drawbridge/contracts/tool-versions";
import { compareTools, isHeldBack, type ToolComparison } from "@drawbridge/contracts/tool-versions";
import { verifies } from "../../../support/verifies.ts";
import { approved, dropTable, listTables, query, withParameter } from "./tools.ts";

const compared = (present: readonly ListedTool[]): readonly ToolComparison[] => compareTools(approved, present).tools;

const only = (present: readonly ListedTool[], name: string): ToolComparison => {
  const found = compared(present).find((tool) => tool.name === name);
  assert.ok(found, name);
  return found;
};

/** The paths that differ in `query`, where `tool` is announced instead of it. */
function paths(tool: DescribedTool): readonly string[] {
  const found = only([tool, dropTable, listTables], "query");
  assert.equal(found.kind, "changed");
  return found.kind === "changed" ? found.differences.map(({ path }) => path) : [];
}

describe("the tools of a server against its approved version", () => {
  it(
    verifies("governance.material-change", "The approved tools in another order, with other key orders, are the same"),
    () => {
      const { tools, reordered } = compareTools(approved, approved.toReversed());
      assert.deepEqual(
        tools.map(({ kind }) => kind),
        ["same", "same", "same"],
      );
      assert.equal(reordered, true);
      assert.equal(compareTools(approved, approved).reordered, false);
    },
  );

  const material: readonly (readonly [string, DescribedTool, readonly string[]])[] = [
    ["an effect from read to destructive", { ...query, effect: "destructive" }, ["/effect"]],
    ["a default that is wider", withParameter("limit", { default: 1_000 }), ["/inputSchema/properties/limit/default"]],
    [
      "an enum that is wider",
      withParameter("format", { enum: ["concise", "detailed", "raw"] }),
      ["/inputSchema/properties/format/enum"],
    ],
    [
      "an enum with another value",
      withParameter("format", { enum: ["concise", "raw"] }),
      ["/inputSchema/properties/format/enum/1"],
    ],
    ["a bound that is gone", withParameter("sql", { maxLength: undefined }), ["/inputSchema/properties/sql/maxLength"]],
    ["an output schema", { ...query, outputSchema: { type: "object" } }, ["/outputSchema/properties"]],
    ["its description", { ...query, description: "Runs any statement." }, ["/description"]],
    ["its policy", { ...query, policy: "owners" }, ["/policy"]],
    ["its minutes saved", { ...query, minutesSaved: 50 }, ["/minutesSaved"]],
    [
      "an annotation",
      { ...query, annotations: { readOnlyHint: true, openWorldHint: true } },
      ["/annotations/openWorldHint"],
    ],
    ["a member that no protocol knows yet", { ...query, execution: { taskSupport: "optional" } }, ["/execution"]],
    [
      "effect and description, the effect first",
      { ...query, description: "Runs.", effect: "write", annotations: { readOnlyHint: false } },
      ["/effect", "/annotations/readOnlyHint", "/description"],
    ],
  ];
  for (const [what, tool, expected] of material)
    it(verifies("governance.material-change", `A change of ${what} is named, and no other tool is held back`), () => {
      assert.deepEqual(paths(tool), expected);
      assert.deepEqual(
        compared([tool, dropTable, listTables])
          .filter(isHeldBack)
          .map(({ name }) => name),
        ["query"],
      );
    });

  it(verifies("governance.material-change", "A difference has both values, and undefined where there is none"), () => {
    const found = only([withParameter("limit", { default: undefined }), dropTable, listTables], "query");
    assert.deepEqual(found.kind === "changed" && found.differences, [
      { path: "/inputSchema/properties/limit/default", before: 100, after: undefined },
    ]);
  });

  const stronger: readonly (readonly [string, DescribedTool, boolean])[] = [
    ["read to write", { ...query, effect: "write" }, true],
    ["a read that does not say so any more", { ...query, annotations: {} }, true],
    ["another description", { ...query, description: "Reads." }, false],
    ["destructive to read", { ...dropTable, effect: "read" }, false],
  ];
  for (const [what, tool, expected] of stronger)
    it(verifies("governance.material-change", `The effect is ${expected ? "" : "not "}stronger after ${what}`), () => {
      const found = only([...approved.filter(({ name }) => name !== tool.name), tool], tool.name);
      assert.equal(found.kind === "changed" && found.strongerEffect, expected);
    });

  it(verifies("governance.material-change", "Title, icon and time limit are cosmetic, and hold no tool back"), () => {
    const look = { ...query, title: "Ask", icons: [{ src: "https://x.example/i.png" }], timeLimitSeconds: 60 };
    const found = only([look, dropTable, listTables], "query");
    assert.deepEqual(found, { name: "query", kind: "cosmetic", fields: ["title", "icons", "timeLimitSeconds"] });
    assert.equal(isHeldBack(found), false);
  });

  it(verifies("governance.material-change", "New and gone tools are named, also beside each other"), () => {
    const added: DescribedTool = { ...listTables, name: "export_table", description: "Writes a table to a file." };
    assert.deepEqual(compared([query, listTables, added]).slice(1), [
      { name: "drop_table", kind: "gone", renamedTo: null },
      { name: "list_tables", kind: "same" },
      { name: "export_table", kind: "new", renamedFrom: null },
    ]);
    assert.deepEqual(
      compared([]).map(({ kind }) => kind),
      ["gone", "gone", "gone"],
    );
  });

  it(
    verifies(
      "governance.material-change",
      "A name that is announced twice is held back, also where the first is the same",
    ),
    () => {
      const found = only([query, dropTable, listTables, { ...query, description: "Runs anything." }], "query");
      assert.equal(found.kind === "changed" && found.repeated, true);
      assert.ok(isHeldBack(only([query, query, dropTable, listTables], "query")));
    },
  );

  it(verifies("governance.material-change", "Names that every object has are tools like others"), () => {
    const tools = ["__proto__", "constructor", "toString"].map((name) => ({ ...listTables, name }));
    assert.deepEqual(
      compareTools(tools, tools).tools.map(({ kind }) => kind),
      ["same", "same", "same"],
    );
    assert.deepEqual(
      compareTools([], tools).tools.map(({ kind }) => kind),
      ["new", "new", "new"],
    );
  });
});

describe("renames and swaps of tools", () => {
  it(verifies("governance.renames", "A tool with another name alone is new, and names the one that is gone"), () => {
    assert.deepEqual(compared([{ ...query, name: "ask" }, dropTable, listTables]), [
      { name: "query", kind: "gone", renamedTo: "ask" },
      { name: "drop_table", kind: "same" },
      { name: "list_tables", kind: "same" },
      { name: "ask", kind: "new", renamedFrom: "query" },
    ]);
  });

  it(verifies("governance.renames", "A tool with another name and another effect is paired by its description"), () => {
    const renamed: DescribedTool = { ...query, name: "ask", effect: "write" };
    assert.deepEqual(only([renamed, dropTable, listTables], "ask"), { name: "ask", kind: "new", renamedFrom: "query" });
  });

  it(
    verifies("governance.renames", "Two tools that swap their descriptions are both held back, and name each other"),
    () => {
      const present = [
        { ...query, description: dropTable.description },
        { ...dropTable, description: query.description },
        listTables,
      ];
      for (const [name, other] of [
        ["query", "drop_table"],
        ["drop_table", "query"],
      ] as const) {
        const found = only(present, name);
        assert.deepEqual(found.kind === "changed" && [found.textOf, found.swapped], [other, true]);
      }
    },
  );

  it(verifies("governance.renames", "Two tools that swap everything but their names are seen as a swap"), () => {
    const present = [{ ...dropTable, name: "query" }, { ...query, name: "drop_table" }, listTables];
    const found = only(present, "query");
    assert.deepEqual(found.kind === "changed" && [found.textOf, found.swapped, found.strongerEffect], [
      "drop_table",
      true,
      true,
    ]);
  });

  it(verifies("governance.renames", "A tool that takes another one's description alone is no swap"), () => {
    const found = only([{ ...query, description: dropTable.description }, dropTable, listTables], "query");
    assert.deepEqual(found.kind === "changed" && [found.textOf, found.swapped], ["drop_table", false]);
  });

  it(
    verifies("governance.renames", "In a list as clients get it, what only the registry knows is not compared"),
    () => {
      const { effect: _, policy: __, minutesSaved: ___, timeLimitSeconds: ____, ...entry } = query;
      assert.deepEqual(compareTools([query], [entry], "list").tools, [{ name: "query", kind: "same" }]);
      const flipped = { ...entry, annotations: { readOnlyHint: false, destructiveHint: true } };
      const [found] = compareTools([query], [flipped], "list").tools;
      assert.equal(found?.kind === "changed" && found.strongerEffect, true);
    },
  );
});
