import assert from "node:assert/strict";
import { Follower } from "@drawbridge/contracts/http-api/follower";
import { until } from "../../../support/clocks/until.ts";
import { verifies } from "../../../support/verifies.ts";

const maxAgeMs = 1_000;

/** A service whose next answers the test sets, followed with a clock that the test moves. */
class FollowedService {
  now = 0;
  asked = 0;
  readonly events: string[] = [];
  /** The next answer: a value, null for "unchanged", or an error. */
  answer: string | Error | null = "first";
  readonly follower = new Follower<string>({
    ask: async () => {
      this.asked += 1;
      if (this.answer instanceof Error) throw this.answer;
      return this.answer;
    },
    maxAgeMs,
    now: () => this.now,
    changed: (value) => this.events.push(`changed to ${value}`),
    onUnreachable: (error) => this.events.push(`away: ${error instanceof Error ? error.message : error}`),
    back: () => this.events.push("back"),
  });
}

describe("a follower of a service", () => {
  let service: FollowedService;
  beforeEach(() => {
    service = new FollowedService();
  });
  afterEach(() => service.follower.close());

  it(verifies("api.staleness", "The follower has no value before the first answer"), async () => {
    service.answer = new Error("no connection");
    await service.follower.refresh();
    assert.equal(service.follower.current, null);
  });

  it(
    verifies("api.staleness", "The follower keeps the last value for its maximum age, and then has none"),
    async () => {
      await service.follower.refresh();
      service.answer = new Error("no connection");
      service.now = maxAgeMs;
      await service.follower.refresh();
      assert.equal(service.follower.current, "first");
      service.now = maxAgeMs + 1;
      assert.equal(service.follower.current, null);
    },
  );

  it(
    verifies("api.staleness", "The follower keeps a value for longer when the service says that it is unchanged"),
    async () => {
      await service.follower.refresh();
      service.answer = null;
      service.now = maxAgeMs + 1;
      await service.follower.refresh();
      assert.equal(service.follower.current, "first");
    },
  );

  it("The follower treats an answer of no change as a failure where it has no value yet", async () => {
    service.answer = null;
    await service.follower.refresh();
    assert.equal(service.follower.current, null);
    assert.match(String(service.follower.failure), /nothing yet/);
  });

  it("The follower reports once that the service is away, and once that it is back", async () => {
    await service.follower.refresh();
    service.answer = new Error("no connection");
    await service.follower.refresh();
    await service.follower.refresh();
    service.answer = "second";
    await service.follower.refresh();
    assert.deepEqual(service.events, ["changed to first", "away: no connection", "back", "changed to second"]);
    assert.equal(service.follower.failure, null);
  });

  it("The follower asks once for callers that ask at the same time", async () => {
    await Promise.all([service.follower.refresh(), service.follower.refresh()]);
    assert.equal(service.asked, 1);
    await Promise.all([service.follower.refreshAfter(1), service.follower.refreshAfter(1)]);
    assert.equal(service.asked, 2);
  });

  it("The follower does not ask again for a caller that accepts the age of the last question", async () => {
    await service.follower.refresh();
    service.now = 99;
    await service.follower.refreshOlderThan(100);
    assert.equal(service.asked, 1);
    service.now = 100;
    await service.follower.refreshOlderThan(100);
    assert.equal(service.asked, 2);
  });

  it("The follower polls while it is wanted, at the first interval until it has a value", async () => {
    let looked = 0;
    let wanted = false;
    service.answer = new Error("no connection");
    service.follower.poll({
      intervalMs: 3_600_000,
      firstIntervalMs: 1,
      wanted: () => {
        looked += 1;
        return wanted;
      },
    });
    await until("it looked three times whether it is wanted", () => looked >= 3);
    assert.equal(service.asked, 0);
    wanted = true;
    await until("it asked three times", () => service.asked >= 3);
    service.answer = "first";
    await until("it has a value", () => service.follower.current === "first");
  });

  it("The follower asks no more once it is closed", async () => {
    service.follower.poll({ intervalMs: 1, firstIntervalMs: 1 });
    await until("it asked", () => service.asked >= 2);
    await service.follower.close();
    const { asked } = service;
    await service.follower.refresh();
    await service.follower.refreshAfter(0);
    assert.equal(service.asked, asked);
  });
});
