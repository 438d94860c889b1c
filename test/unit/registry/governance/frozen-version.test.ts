import assert from "node:assert/strict";
import type { ListedTool } from "@drawbridge/contracts/tool-versions";
import { announcementProblem, frozenOf } from "../../../../reference-servers/registry/governance/frozen-version.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";

const manifest = manifestOf("presto", { owners: ["data-platform"] });
const listed: ListedTool[] = manifest.tools.map(({ name, title, description }) => ({
  ...{
    name,
    title,
    description,
    inputSchema: { type: "object", properties: { limit: { type: "integer", default: 10 } } },
  },
}));
const digest = (change: object = {}, lists = listed): string =>
  frozenOf({ manifest: { ...manifest, ...change }, listed: lists }).digest;

describe("what a version of a server freezes", () => {
  for (const [field, value] of [
    ["description", "Other words."],
    ["owner", "Another team"],
    ["owners", ["another"]],
    ["sensitivity", "public"],
    ["environment", "prod"],
    ["access", { ...manifest.access, groups: ["all"] }],
    ["approvers", ["all"]],
    ["policies", { ...manifest.policies, figures: "permit (principal, action, resource);" }],
    ["tools", manifest.tools.map((tool) => ({ ...tool, effect: "write" }))],
  ] as const)
    it(verifies("governance.frozen", `A version with another value of ${field} is another one`), () => {
      assert.notEqual(digest({ [field]: value }), digest());
    });

  for (const [field, value] of [
    ["title", "Another title"],
    ["support", []],
    ["listed", false],
    ["groups", ["ads-eng"]],
    ["tools", manifest.tools.toReversed()],
  ] as const)
    it(verifies("governance.frozen", `A version with another value or order of ${field} is the same one`), () => {
      assert.equal(digest({ [field]: value }), digest());
    });

  it(verifies("governance.frozen", "Another default in a schema is another version"), () => {
    const wider = listed.map((tool) => ({
      ...tool,
      inputSchema: { ...tool.inputSchema, properties: { limit: { type: "integer", default: 9_999 } } },
    }));
    assert.notEqual(digest({}, wider), digest());
  });

  it(verifies("governance.frozen", "An announcement whose list and manifest contradict each other is refused"), () => {
    const [first, second] = listed;
    assert.ok(first && second);
    const problem = (lists: ListedTool[]): string | null => announcementProblem({ manifest, listed: lists });
    assert.equal(problem(listed), null);
    assert.match(problem([first]) ?? "", /other tools in its manifest than in its list/);
    assert.match(problem([first, first]) ?? "", /other tools/);
    assert.match(problem([first, { ...second, description: "Else." }]) ?? "", /two descriptions of the tool figures/);
    const twice = { ...manifest, tools: [...manifest.tools, ...manifest.tools] };
    assert.match(announcementProblem({ manifest: twice }) ?? "", /two tools of the name look/);
  });
});
