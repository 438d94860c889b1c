import assert from "node:assert/strict";
import { type Envelope, envelopeOf, LineScanner } from "../../../../proxy/kernel/line-scanner.ts";

/** The envelopes of a text that comes in chunks of `size` bytes. */
function scanned(text: string | Buffer, size = 1 << 16): Envelope[] {
  const bytes = Buffer.from(text);
  const scanner = new LineScanner();
  const envelopes: Envelope[] = [];
  for (let from = 0; from < bytes.length; from += size) {
    scanner.scan(bytes.subarray(from, from + size), (envelope) => envelopes.push(envelope));
  }
  return envelopes;
}

const lines: readonly [string, Partial<Envelope>][] = [
  ['{"jsonrpc":"2.0","id":1,"method":"a/b"}', { id: "1", method: "a/b", whole: true }],
  ['{"method":"a","params":{"id":9,"method":"no"},"jsonrpc":"2.0","id":"x"}', { id: '"x"', method: "a" }],
  ['{ "id" : -12 , "result" : { "a" : 1 } }', { id: "-12", method: null, resultAt: 26, whole: true }],
  ['{"id":1.5e3,"result":[]}', { id: "1.5e3", resultAt: -1 }],
  ['{"id":null,"error":{"id":3}}', { id: null, method: null }],
  ['{"method":"notifications/cancelled","params":{"requestId":"r","deep":{"requestId":"no"}}}', { cancels: '"r"' }],
  ['{"method":"x","params":{"reason":"y","requestId":7}}', { cancels: "7", id: null }],
  ['{"id":1,"result":{"resultType":"input_required","x":{"resultType":"no"}}}', { resultType: '"input_required"' }],
  ['{"id":1,"result":{"content":[{"resultType":"no"}]}}', { resultType: null }],
  ['{"\\u0069d":4,"m\\u0065thod":"\\u0061"}', { id: "4", method: "a" }],
  ['{"id":"a\\"b\\\\","method":"é€"}', { id: '"a\\"b\\\\"', method: "é€" }],
  ['{"id":1,"id":2}', { id: "2" }],
  ['[{"id":1,"method":"a"}]', { id: null, method: null, whole: true }],
  ['{"id":77,"meth', { id: "77", method: null, whole: false }],
  ['{"id":1,"method":"a"}}', { id: "1", whole: false }],
  ['{"id":1}{"id":2}', { whole: false }],
  ["hello", { id: null, whole: false }],
  ['"id"', { id: null, whole: false }],
  ["", { id: null, whole: false, bytes: 1 }],
  ['{"params":{"a":"x","b":"unfinished', { whole: false }],
  ['{"params":"}","text":"{[\\"","id":5}', { id: "5", whole: true }],
];

describe("the envelope of a line", () => {
  for (const size of [1, 2, 3, 7, 65_536]) {
    it(`The line scanner finds the same envelopes in chunks of ${size} bytes`, () => {
      const envelopes = scanned(lines.map(([line]) => `${line}\n`).join(""), size);
      assert.equal(envelopes.length, lines.length);
      for (const [i, [line, expected]] of lines.entries()) {
        const envelope = envelopes[i];
        const fields = Object.fromEntries(Object.entries(envelope ?? {}).filter(([key]) => key in expected));
        assert.deepEqual(fields, expected, line);
        assert.equal(envelope?.bytes, Buffer.byteLength(line) + 1);
      }
    });
  }

  it("The line scanner says where each line ends in its chunk", () => {
    const ends: number[] = [];
    new LineScanner().scan(Buffer.from('{}\n{"id":1}\r\n{"x'), (_, end) => ends.push(end));
    assert.deepEqual(ends, [3, 13]);
  });

  it("The line scanner knows whether a line has begun", () => {
    const scanner = new LineScanner();
    const feed = (text: string) => scanner.scan(Buffer.from(text), () => {});
    assert.equal(scanner.midLine, false);
    feed('{"id"');
    assert.equal(scanner.midLine, true);
    feed(":1}\n");
    assert.equal(scanner.midLine, false);
  });

  it("The line scanner agrees with JSON.parse on every valid message", () => {
    const values = [
      0,
      -1.5,
      "",
      '\n\t"\\/\u0001é😀',
      true,
      null,
      [],
      {},
      [[{ id: 1, method: "x" }]],
      { id: [1], result: {} },
    ];
    for (const id of [1, "i\\d", "😀"]) {
      for (const value of values) {
        for (const message of [
          { id, method: "m", params: value },
          { result: value, id },
          { a: value, method: "m", id },
        ]) {
          const envelope = envelopeOf([Buffer.from(JSON.stringify(message))]);
          assert.equal(envelope.id, JSON.stringify(id));
          assert.equal(envelope.method, "method" in message ? "m" : null);
          assert.equal(envelope.whole, true, JSON.stringify(message));
        }
      }
    }
  });

  it("The line scanner handles a nesting of a million levels and a string of many megabytes", () => {
    const deep = `{"id":1,"method":"d","params":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}\n`;
    const long = `{"method":"l","params":"${"x\\\\".repeat(3_000_000)}","id":2}\n`;
    assert.deepEqual(
      scanned(deep + long).map(({ id, method, whole }) => ({ id, method, whole })),
      [
        { id: "1", method: "d", whole: true },
        { id: "2", method: "l", whole: true },
      ],
    );
  });

  it("The line scanner cuts an id, key or method that is longer than any real one", () => {
    const [envelope] = scanned(`{"id":"${"i".repeat(5_000)}","method":"m"}\n`);
    assert.equal(envelope?.method, "m");
    assert.ok((envelope?.id ?? "").length < 1_100);
  });
});
