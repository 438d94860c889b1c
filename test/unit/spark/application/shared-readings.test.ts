import assert from "node:assert/strict";
import { factsOfLogs, nothingLogged } from "@drawbridge/spark/application/logged";
import { type Reported, sharedReadings } from "@drawbridge/spark/application/shared-readings";
import type { Asking } from "@drawbridge/spark/application/sources";
import { verifies } from "../../../support/verifies.ts";

/** A reading that ends when it is told to. */
function reading(id: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const begun: Reported[] = [];
  const read = async (asking: Reported) => {
    begun.push(asking);
    await promise;
    return factsOfLogs(id, nothingLogged);
  };
  return { begun, read, end: resolve, fail: reject };
}

const patient = (user = "ada"): Asking => ({ user, signal: new AbortController().signal, progress() {} });

describe("a log that many ask for", () => {
  it(verifies("spark.load", "is read once, for all of them and for those who come later"), async () => {
    const { facts } = sharedReadings();
    const { begun, read, end } = reading("a");
    const told: number[] = [];
    const asked = Array.from({ length: 50 }, () =>
      facts("a", read, { ...patient(), progress: (done) => told.push(done) }),
    );
    begun[0]?.progress(1, 2);
    end();
    assert.ok((await Promise.all(asked)).every(({ id }) => id === "a"));
    assert.equal((await facts("a", read, patient())).id, "a");
    assert.equal(begun.length, 1);
    assert.equal(told.length, 50);
  });

  it(verifies("spark.load", "is read on when who asked gave up, so that the next call finds it done"), async () => {
    const { facts } = sharedReadings();
    const { begun, read, end } = reading("a");
    const impatient = new AbortController();
    const given = facts("a", read, { ...patient(), signal: impatient.signal });
    impatient.abort(new Error("gave up"));
    await assert.rejects(given, /gave up/);
    assert.equal(begun[0]?.signal.aborted, false);
    end();
    await facts("a", read, patient());
    assert.equal(begun.length, 1);
  });

  it(
    verifies("spark.load", "that takes longer than a call may is told of with how far it is, and read on"),
    async () => {
      const { facts } = sharedReadings(20);
      const { begun, read, end } = reading("a");
      const asked = facts("a", read, patient());
      begun[0]?.progress(3, 4);
      await assert.rejects(asked, { code: "still-reading", message: /75 % of it is read/ });
      end();
      assert.equal((await facts("a", read, patient())).id, "a");
      assert.equal(begun.length, 1);
    },
  );

  it(verifies("spark.load", "waits its turn: few are read at once, and fewer for one user"), async () => {
    const { facts } = sharedReadings();
    const many = ["a", "b", "c", "d", "e", "f"].map(reading);
    const users = ["ada", "ada", "ada", "bob", "bob", "eve"];
    const asked = many.map(({ read }, index) => facts(String(index), read, patient(users[index])));
    await new Promise(setImmediate);
    assert.deepEqual(
      many.map(({ begun }) => begun.length),
      [1, 1, 0, 1, 1, 0],
    );
    for (const { end } of many) end();
    assert.equal((await Promise.all(asked)).length, 6);
  });

  it(verifies("shares.in-turn", "is read before the next of a user who asked for many"), async () => {
    const { facts } = sharedReadings();
    const many = ["a", "b", "c", "d", "e"].map(reading);
    const own = many.map(({ read }, index) => facts(`ada ${index}`, read, patient("ada")));
    const other = reading("x");
    other.end();
    assert.equal((await facts("bob", other.read, patient("bob"))).id, "x");
    assert.deepEqual(
      many.map(({ begun }) => begun.length),
      [1, 1, 0, 0, 0],
    );
    for (const { end } of many) end();
    await Promise.all(own);
  });

  it(verifies("spark.load", "is tried again where it could not be read"), async () => {
    const { facts } = sharedReadings();
    const first = reading("a");
    first.fail(new Error("no such file"));
    await assert.rejects(facts("a", first.read, patient()), /no such file/);
    const second = reading("a");
    second.end();
    assert.equal((await facts("a", second.read, patient())).id, "a");
  });

  it("is let go when the server closes", async () => {
    const { facts, close } = sharedReadings();
    const { begun, read, end } = reading("a");
    const asked = facts("a", read, patient());
    close();
    assert.equal(begun[0]?.signal.aborted, true);
    end();
    await asked;
  });
});
