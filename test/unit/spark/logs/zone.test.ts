import assert from "node:assert/strict";
import { zoneShift } from "../../../../reference-servers/servers/spark/logs/zone.ts";
import { verifies } from "../../../support/verifies.ts";

const minute = 60_000;
const startedAt = Date.UTC(2026, 2, 4, 9);
const endedAt = startedAt + 20 * minute;
const facts = { startedAt, endedAt };
const log = (offset: number) => ({ first: startedAt + offset - minute, last: endedAt + offset + minute });

describe("the zone of a text log's times", () => {
  it(
    verifies(
      "spark.first-failure",
      "A text log's time zone is found by comparison with the event log, in whole quarters of an hour",
    ),
    () => {
      for (const hours of [2, -5, 5.75]) assert.equal(zoneShift(log(hours * 60 * minute), facts), -hours * 60 * minute);
    },
  );

  it(
    verifies(
      "spark.first-failure",
      "A text log's time zone is found from the log's end if its beginning does not match the start",
    ),
    () => {
      const lateSpan = { first: startedAt + 128 * minute, last: endedAt + 120 * minute };
      assert.equal(zoneShift(lateSpan, facts), -120 * minute);
    },
  );

  it(
    verifies("spark.first-failure", "A text log's times stay unchanged if they fit, or if the zone cannot be known"),
    () => {
      assert.equal(zoneShift(log(0), facts), 0);
      assert.equal(zoneShift({ first: startedAt - 90 * minute, last: endedAt }, facts), 0);
      assert.equal(zoneShift(log(120 * minute), { startedAt, endedAt: null }), 0);
    },
  );

  it(verifies("spark.first-failure", "A text log's times are not used if no time zone makes them fit"), () => {
    assert.equal(zoneShift({ first: startedAt + 600 * minute, last: endedAt + 700 * minute }, facts), null);
  });
});
