import assert from "node:assert/strict";
import { priceStop, type RunProgress } from "../../../reference-servers/servers/presto/price-stop.ts";
import { verifies } from "../../support/verifies.ts";

const nothing: RunProgress = { rowsRead: 0, resultRows: 0, bytesRead: 0, cpuMs: 0 };
const mebibyte = 2 ** 20;

describe("the limit of ten times a price", () => {
  for (const [title, price, most] of [
    ["of a large price counts rows read", { rows: 5_000, bytes: 0 }, { rowsRead: 50_000 }],
    ["of a large price counts rows of the result", { rows: 5_000, bytes: 0 }, { resultRows: 50_000 }],
    ["of a large price counts bytes", { rows: 1, bytes: 10 * mebibyte }, { bytesRead: 100 * mebibyte }],
    ["of many rows counts processor time by rows", { rows: 1_000_000, bytes: 8e6 }, { cpuMs: 100_000 }],
    ["of many bytes counts processor time by bytes", { rows: 10, bytes: 100 * mebibyte }, { cpuMs: 100_000 }],
    ["is never under 10,000 rows", { rows: 0, bytes: 0 }, { rowsRead: 10_000 }],
    ["is never under 64 MiB", { rows: 0, bytes: 0 }, { bytesRead: 64 * mebibyte }],
    ["is never under ten seconds of processor time", { rows: 0, bytes: 0 }, { cpuMs: 10_000 }],
  ] as const) {
    it(verifies("presto.price-stop", `The limit of ten times a price ${title}, and stops a run beyond it`), () => {
      const past = Object.fromEntries(Object.entries(most).map(([name, value]) => [name, value + 1]));
      assert.equal(priceStop(price, { ...nothing, ...most }), null);
      assert.equal(priceStop(price, { ...nothing, ...past })?.code, "over-price");
    });
  }

  it(verifies("presto.price-stop", "An unknown price has no limit"), () => {
    const far = { rowsRead: 1e15, resultRows: 1e15, bytesRead: 1e18, cpuMs: 1e12 };
    assert.equal(priceStop({ rows: "unknown", bytes: "unknown" }, far), null);
    assert.equal(priceStop({ rows: "unknown", bytes: 1 }, { ...far, bytesRead: 0 }), null);
    assert.match(
      priceStop({ rows: "unknown", bytes: 1 }, far)?.message ?? "",
      /it read 888.2 PiB, and its price was 1 B/,
    );
  });

  it(
    verifies(
      "presto.price-stop",
      "The error of a stopped run says how far it came, what its price was, and what to do",
    ),
    () => {
      const rows = priceStop({ rows: 2_000, bytes: 0 }, { ...nothing, rowsRead: 20_001 });
      assert.equal(
        rows?.message,
        "The query was stopped, because it passed ten times its price: it processed 20,001 rows, and its price was 2,000 rows.",
      );
      assert.match(rows?.next ?? "", /Narrow it: .*LIMIT does not help if a join multiplies rows.*explain_query/);
      const time = priceStop({ rows: 2_000, bytes: 4_096 }, { ...nothing, cpuMs: 10_400 });
      assert.match(
        time?.message ?? "",
        /it used 10.4 s of processor time, where ten times its price of 2,000 rows and 4 KiB needs at most 10 s/,
      );
    },
  );
});
