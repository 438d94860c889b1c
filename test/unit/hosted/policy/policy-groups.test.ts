import assert from "node:assert/strict";
import { groupsInPolicies } from "@drawbridge/hosted/policy-groups";
import { verifies } from "../../../support/verifies.ts";

/** Cedar text → the groups that it names. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ["permit (principal, action, resource);", []],
  ['permit (principal in Group::"ads-eng", action, resource);', ["ads-eng"]],
  ['permit (principal is User in Group::"ads-eng", action, resource);', ["ads-eng"]],
  ['forbid (principal, action, resource) unless { principal in [Group::"b", Group::"a"] };', ["a", "b"]],
  [
    'permit (principal, action, resource) when { if principal in Group::"x" then true else principal == User::"ada" };',
    ["x"],
  ],
  [
    'permit (principal, action, resource) when { context.surface == "local" && !(principal in Group::"a, b") }; forbid (principal in Group::"数据\\u{7d4}", action, resource);',
    ["a, b", "数据\u07d4"],
  ],
  ['permit (principal, action, resource in Server::"presto");', []],
  ['@reason("for Group::\\"c\\"")\npermit (principal, action, resource) when { "Group::d" == context.surface };', []],
];

describe("the groups that policies name", () => {
  for (const [text, groups] of cases)
    it(
      verifies("groups.deciding", `A policy names ${groups.length === 0 ? "no group" : groups.join(" and ")}: ${text}`),
      () => {
        assert.deepEqual(groupsInPolicies({ one: text }), groups);
      },
    );

  it(
    verifies("groups.deciding", "Several policies name each group once, and one that cannot be read names none"),
    () => {
      const permit = (group: string) => `permit (principal in Group::"${group}", action, resource);`;
      assert.deepEqual(groupsInPolicies({ a: permit("b"), b: "not Cedar", c: permit("a") + permit("b") }), ["a", "b"]);
    },
  );
});
