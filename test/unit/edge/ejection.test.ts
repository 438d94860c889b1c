import assert from "node:assert/strict";
import {
  firstEjectionMs,
  good,
  longestEjectionMs,
  maxFailures,
  standingAfter,
} from "../../../reference-servers/edge/ejection.ts";
import { choose, targetsOf } from "../../../reference-servers/edge/instances.ts";
import { verifies } from "../../support/verifies.ts";

describe("the choice of an instance", () => {
  it(
    verifies("instances.ejected", "Each ejection in a row lasts twice as long, up to a limit, until a call succeeds"),
    () => {
      let standing = good;
      let now = 0;
      const lasted: number[] = [];
      for (let count = 0; count < 7; count += 1) {
        standing = standingAfter(standing, "unreachable", now);
        lasted.push(standing.ejectedUntil - now);
        now = standing.ejectedUntil;
      }
      assert.deepEqual(
        lasted,
        [1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000),
      );
      assert.deepEqual([lasted[0], lasted.at(-1)], [firstEjectionMs, longestEjectionMs]);
      assert.equal(standingAfter(standing, "ok", now), good);
    },
  );

  it(
    verifies("instances.ejected", "Failures eject only several in a row, and calls from before make nothing longer"),
    () => {
      let standing = good;
      for (let count = 1; count < maxFailures; count += 1) standing = standingAfter(standing, "failed", 0);
      assert.equal(standing.ejections, 0);
      assert.equal(standingAfter(standingAfter(standing, "ok", 0), "failed", 0).ejections, 0);
      const ejected = standingAfter(standing, "failed", 0);
      assert.equal(ejected.ejections, 1);
      assert.equal(standingAfter(ejected, "unreachable", firstEjectionMs - 1), ejected);
    },
  );

  it(
    verifies(
      "instances.shared",
      "Of the instances that serve the one with the fewest calls is chosen, and equals by chance",
    ),
    () => {
      const targets = targetsOf({
        upstream: "http://old/mcp",
        instances: [
          { url: "http://a/mcp" },
          { url: "http://b/mcp" },
          { url: "http://ends/mcp", draining: true },
          { url: "http://older/mcp", standby: true },
        ],
      });
      const chosen = (calls: Record<string, number>, ejected: string[] = [], random = 0) => {
        const loadOf = ({ url }: { url: string }) => ({
          inFlight: calls[new URL(url).host] ?? 0,
          ejected: ejected.includes(new URL(url).host),
        });
        return new URL(choose(targets, loadOf, () => random)?.url ?? "").host;
      };
      assert.equal(chosen({ a: 2, b: 1 }), "b");
      assert.deepEqual([chosen({}, [], 0), chosen({}, [], 0.99)], ["a", "b"]);
      assert.equal(chosen({ b: 9 }, ["a"]), "b");
      assert.equal(chosen({}, ["a", "b"]), "older");
      assert.equal(chosen({}, ["a", "b", "older"]), "ends");
      assert.equal(chosen({ a: 1 }, ["a", "b", "older", "ends"]), "b", "all are tried rather than none");
    },
  );
});
