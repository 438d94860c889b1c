import assert from "node:assert/strict";
import { SqlError, type SqlErrorCode } from "@drawbridge/presto/errors";
import { readPage } from "../../../../../reference-servers/servers/presto/engines/presto/replies.ts";
import { verifies } from "../../../../support/verifies.ts";

const engine = new URL("http://presto.example:8080/");
const reply = (body: string, status = 200) => ({ status, headers: new Headers(), body });
const page = (body: object, status = 200) => readPage(reply(JSON.stringify(body), status), engine);

const fails = (read: () => unknown, code: SqlErrorCode): void =>
  assert.throws(read, (error) => error instanceof SqlError && error.code === code);

describe("a page of the statement protocol", () => {
  it(verifies("presto.protocol", "A page is read with its rows and the address of the next page"), () => {
    const read = page({
      id: "q1",
      nextUri: "http://presto.example:8080/v1/statement/q1/2",
      columns: [{ name: "a", type: "bigint", typeSignature: { rawType: "bigint", typeArguments: [] } }],
      data: [[1], [null]],
      stats: { state: "RUNNING" },
    });
    assert.equal(read.next?.href, "http://presto.example:8080/v1/statement/q1/2");
    assert.deepEqual(read.columns, [{ name: "a", type: "bigint" }]);
    assert.deepEqual(read.rows, [[1], [null]]);
    assert.deepEqual([read.id, read.failure], ["q1", null]);
  });

  it(verifies("presto.price-stop", "A page of Presto and of Trino contains the progress of the run"), () => {
    const stats = { state: "RUNNING", processedRows: 5, processedBytes: 70, cpuTimeMillis: 12 };
    assert.deepEqual(page({ id: "q1", stats }).progress, { rowsRead: 5, bytesRead: 70, cpuMs: 12 });
    assert.equal(page({ id: "q1", stats: { ...stats, physicalInputBytes: 90 } }).progress.bytesRead, 90);
    assert.deepEqual(page({ id: "q1" }).progress, { rowsRead: 0, bytesRead: 0, cpuMs: 0 });
    const large = readPage(reply('{"id":"q1","stats":{"processedBytes":72057594037927936}}'), engine);
    assert.equal(large.progress.bytesRead, 2 ** 56);
  });

  it(verifies("presto.protocol", "A page that points to another origin is refused"), () => {
    for (const nextUri of ["http://evil.example/v1", "https://presto.example:8080/v1", "http://presto.example:81/v1"]) {
      fails(() => page({ id: "q1", nextUri }), "engine-failed");
    }
  });

  it(verifies("presto.protocol", "A reply that is no page is refused"), () => {
    for (const body of [
      "",
      "<html>",
      "[]",
      "{}",
      '{"id": 1}',
      '{"id": "q", "nextUri": "not a url"}',
      '{"id":"q","data":[1]}',
    ]) {
      fails(() => readPage(reply(body), engine), "engine-failed");
    }
  });

  it(verifies("presto.protocol", "A reply with an HTTP error status becomes the matching error"), () => {
    fails(() => page({}, 401), "denied-by-engine");
    fails(() => page({}, 403), "denied-by-engine");
    fails(() => page({}, 404), "engine-failed");
    fails(() => page({}, 302), "engine-failed");
    fails(() => page({}, 500), "engine-unreachable");
  });

  it(verifies("presto.digits", "Numbers in a page keep their digits, and texts stay unchanged"), () => {
    const body =
      '{"id":"q","data":[[9007199254740993,-9007199254740993,9007199254740991,1E22,0.1,"9007199254740993",[12345678901234567890]]]}';
    assert.deepEqual(readPage(reply(body), engine).rows, [
      [
        "9007199254740993",
        "-9007199254740993",
        9007199254740991,
        1e22,
        0.1,
        "9007199254740993",
        ["12345678901234567890"],
      ],
    ]);
  });

  it(verifies("presto.digits", "Nested values of Presto and of Trino are decoded by their type"), () => {
    const bigint = { rawType: "bigint", typeArguments: [] };
    const varchar = { rawType: "varchar", typeArguments: [] };
    const typed = (typeSignature: object, cell: unknown) =>
      page({ id: "q", columns: [{ name: "a", type: "t", typeSignature }], data: [[cell]] }).rows[0]?.[0];
    const array = (of: object) => ({ rawType: "array", typeArguments: [of] });
    assert.deepEqual(typed(array(array(bigint)), '["[9007199254740993]"]'), [["9007199254740993"]]);
    assert.deepEqual(typed(array(varchar), '["[1]"]'), ["[1]"]);
    assert.deepEqual(typed({ rawType: "map", typeArguments: [varchar, array(bigint)] }, '{"k": "[1]"}'), { k: [1] });
    assert.deepEqual(typed({ rawType: "row", typeArguments: [bigint, array(varchar)] }, '[1, "[\\"x\\"]"]'), [
      1,
      ["x"],
    ]);
    assert.deepEqual(typed(array(bigint), null), null);
    assert.deepEqual(typed({ rawType: "array" }, [1, ["2"]]), [1, ["2"]]);
    assert.deepEqual(typed(varchar, "[1]"), "[1]");
  });
});
