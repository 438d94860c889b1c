import assert from "node:assert/strict";
import { emptyLogSummary, factsOfLogs } from "../../../../reference-servers/servers/spark/application/log-summary.ts";
import {
  type ReadingControl,
  sharedReadings,
} from "../../../../reference-servers/servers/spark/application/shared-readings.ts";
import type { ReadRequest } from "../../../../reference-servers/servers/spark/application/sources.ts";
import { verifies } from "../../../support/verifies.ts";

/** A reading that ends when the test calls `end`. */
function reading(id: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const started: ReadingControl[] = [];
  const read = async (asking: ReadingControl) => {
    started.push(asking);
    await promise;
    return factsOfLogs(id, emptyLogSummary);
  };
  return { started, read, end: resolve, fail: reject };
}

const request = (user = "ada"): ReadRequest => ({ user, signal: new AbortController().signal, progress() {} });

describe("a log that many ask for", () => {
  it(
    verifies("spark.load", "A log that many callers request is read once, for all of them and for later callers"),
    async () => {
      const { facts } = sharedReadings();
      const { started, read, end } = reading("a");
      const reported: number[] = [];
      const answers = Array.from({ length: 50 }, () =>
        facts("a", read, { ...request(), progress: (done) => reported.push(done) }),
      );
      started[0]?.progress(1, 2);
      end();
      assert.ok((await Promise.all(answers)).every(({ id }) => id === "a"));
      assert.equal((await facts("a", read, request())).id, "a");
      assert.equal(started.length, 1);
      assert.equal(reported.length, 50);
    },
  );

  it(
    verifies("spark.load", "A reading continues when its caller gives up, so that the next call finds it finished"),
    async () => {
      const { facts } = sharedReadings();
      const { started, read, end } = reading("a");
      const caller = new AbortController();
      const answer = facts("a", read, { ...request(), signal: caller.signal });
      caller.abort(new Error("gave up"));
      await assert.rejects(answer, /gave up/);
      assert.equal(started[0]?.signal.aborted, false);
      end();
      await facts("a", read, request());
      assert.equal(started.length, 1);
    },
  );

  it(
    verifies(
      "spark.load",
      "If a reading takes longer than a call may wait, the call says how far it is and the reading continues",
    ),
    async () => {
      const { facts } = sharedReadings(20);
      const { started, read, end } = reading("a");
      const answers = facts("a", read, request());
      started[0]?.progress(3, 4);
      await assert.rejects(answers, { code: "still-reading", message: /75 % of it has been read/ });
      end();
      assert.equal((await facts("a", read, request())).id, "a");
      assert.equal(started.length, 1);
    },
  );

  it(verifies("spark.load", "Few logs are read at the same time, and fewer for one user"), async () => {
    const { facts } = sharedReadings();
    const many = ["a", "b", "c", "d", "e", "f"].map(reading);
    const users = ["ada", "ada", "ada", "bob", "bob", "eve"];
    const answers = many.map(({ read }, index) => facts(String(index), read, request(users[index])));
    await new Promise(setImmediate);
    assert.deepEqual(
      many.map(({ started }) => started.length),
      [1, 1, 0, 1, 1, 0],
    );
    for (const { end } of many) end();
    assert.equal((await Promise.all(answers)).length, 6);
  });

  it(
    verifies("shares.in-turn", "A user's log is read before the next log of another user who requested many"),
    async () => {
      const { facts } = sharedReadings();
      const many = ["a", "b", "c", "d", "e"].map(reading);
      const adaAnswers = many.map(({ read }, index) => facts(`ada ${index}`, read, request("ada")));
      const other = reading("x");
      other.end();
      assert.equal((await facts("bob", other.read, request("bob"))).id, "x");
      assert.deepEqual(
        many.map(({ started }) => started.length),
        [1, 1, 0, 0, 0],
      );
      for (const { end } of many) end();
      await Promise.all(adaAnswers);
    },
  );

  it(verifies("spark.load", "A log that could not be read is read again at the next call"), async () => {
    const { facts } = sharedReadings();
    const first = reading("a");
    first.fail(new Error("no such file"));
    await assert.rejects(facts("a", first.read, request()), /no such file/);
    const second = reading("a");
    second.end();
    assert.equal((await facts("a", second.read, request())).id, "a");
  });

  it("Readings are aborted when the server closes", async () => {
    const { facts, close } = sharedReadings();
    const { started, read, end } = reading("a");
    const answers = facts("a", read, request());
    close();
    assert.equal(started[0]?.signal.aborted, true);
    end();
    await answers;
  });
});
