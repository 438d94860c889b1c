import assert from "node:assert/strict";
import type { PlaceAnswer, WhyPlace } from "@drawbridge/contracts/governance/why";
import { describeWhy, why } from "../../../../proxy/commands/why.ts";
import { RecordedTerminal } from "../../../support/people/recorded-terminal.ts";
import { verifies } from "../../../support/verifies.ts";

const place = (at: WhyPlace, allowed: boolean): PlaceAnswer => ({
  ...{ place: at, allowed, rule: "presto/groups", version: "policy 2 of version 1", owner: "Data Platform" },
  reason: allowed ? "omar may use presto." : "omar may not use presto: omar is in no group.",
  change: allowed ? null : "A membership in ads-eng.",
});

describe("the text of `drawbridge why`", () => {
  it(verifies("why.command", "Each place has its rule, version and owner, and says an equal sentence once"), () => {
    const places = [
      place("client-list", false),
      place("registry", false),
      place("edge", false),
      place("server", false),
    ];
    const answer = { user: "omar", surface: "local", server: "presto", tool: null, groups: [], places } as const;
    const lines = describeWhy({ ...answer, groups: [], groupsSeen: null, places, allowed: false }).split("\n");
    assert.deepEqual(lines.slice(0, 5), [
      "omar may not use presto from local.",
      "List in the clients: no",
      "  omar may not use presto: omar is in no group.",
      "  Rule presto/groups (policy 2 of version 1), of Data Platform.",
      "  What would change it: A membership in ads-eng.",
    ]);
    assert.equal(lines.filter((line) => line.includes("What would change it")).length, 1);
    assert.equal(lines.filter((line) => line.includes("Rule presto/groups")).length, 4);
  });

  for (const { args, message } of [
    { args: ["--request", "please", "--user", "ada"], message: /leave out --user and --surface/ },
    { args: ["--should-work", "it did", "--surface", "chat-web"], message: /leave out --user and --surface/ },
    { args: ["--request", "please", "--should-work", "it did"], message: /either --request or --should-work/ },
  ])
    it(verifies("why.command", `The options ${args.join(" ")} are refused before the owner hears of them`), () =>
      assert.rejects(why.run(["presto", ...args], new RecordedTerminal()), message),
    );
});
