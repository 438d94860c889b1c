import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { HostOutput } from "../../../../../proxy/mcp/host/host-output.ts";
import { until } from "../../../../support/clocks/until.ts";

/** What reached the system, one entry for each write. */
function recorded() {
  const writes: string[] = [];
  const stream = new Writable({
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(""));
      done();
    },
  });
  return { writes, stream };
}

describe("output to an agent", () => {
  it("An answer is written at once if one call runs", () => {
    const { writes, stream } = recorded();
    new HostOutput(stream, () => 1).message({ n: 1 });
    assert.deepEqual(writes, ['{"n":1}\n']);
  });

  it("Answers of one turn of the event loop are written together if several calls run", async () => {
    const { writes, stream } = recorded();
    const output = new HostOutput(stream, () => 2);
    for (const n of [1, 2]) output.message({ n });
    assert.deepEqual(writes, []);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(writes, ['{"n":1}\n{"n":2}\n']);
  });

  it("Answers of several turns are written together if many calls run, and without a longer wait", async () => {
    const { writes, stream } = recorded();
    const output = new HostOutput(stream, () => 64);
    output.message({ n: 1 });
    await new Promise((done) => process.nextTick(done));
    output.message({ n: 2 });
    assert.deepEqual(writes, []);
    await until("it goes out", () => writes.length > 0);
    assert.deepEqual(writes, ['{"n":1}\n{"n":2}\n']);
  });

  it("Answers are written whole, in order and before the end if the stream ends meanwhile", async () => {
    const { writes, stream } = recorded();
    const output = new HostOutput(stream, () => 64);
    output.message({ n: 1 });
    output.line([Buffer.alloc(20_000, "x"), "y"]);
    const ended = new Promise((done) => stream.once("finish", done));
    stream.end();
    await ended;
    assert.equal(writes.join(""), `{"n":1}\n${"x".repeat(20_000)}y\n`);
  });
});
