import assert from "node:assert/strict";
import { EventSplitter } from "../../../../proxy/network/event-stream.ts";
import { verifies } from "../../../support/verifies.ts";

function split(text: string, size: number) {
  const bytes = Buffer.from(text);
  const splitter = new EventSplitter();
  const events: { data: string; id: string | null }[] = [];
  for (let from = 0; from < bytes.length; from += size) {
    splitter.take(bytes.subarray(from, from + size), ({ data, id }) => {
      events.push({ data: Buffer.concat(data).toString(), id });
    });
  }
  return { events, retry: splitter.retryMs, lastId: splitter.lastId };
}

const cases: readonly [string, string, { data: string; id: string | null }[]][] = [
  ["one event", 'data: {"a":1}\n\n', [{ data: '{"a":1}', id: null }]],
  ["no blank after the colon", "data:x\n\n", [{ data: "x", id: null }]],
  ["only one blank is taken", "data:  x\n\n", [{ data: " x", id: null }]],
  [
    "CRLF",
    "event: message\r\ndata: x\r\n\r\ndata: y\r\n\r\n",
    [
      { data: "x", id: null },
      { data: "y", id: null },
    ],
  ],
  [
    "CR",
    "data: x\r\rdata: y\r\r",
    [
      { data: "x", id: null },
      { data: "y", id: null },
    ],
  ],
  ["several data lines", 'data: {"a":\ndata: 1}\n\n', [{ data: '{"a": 1}', id: null }]],
  ["comments and strangers", ": alive\nfoo: bar\ndata\ndata: x\n\n", [{ data: " x", id: null }]],
  [
    "an id that stays",
    "id: 7\ndata: x\n\ndata: y\n\n",
    [
      { data: "x", id: "7" },
      { data: "y", id: "7" },
    ],
  ],
  ["an event without data", "id: 8\ndata:\n\n\n\n", []],
  ["an unfinished event", "data: x\n", []],
  [
    "a byte order mark",
    "\ufeffdata: x\n\ndata: y\n\n",
    [
      { data: "x", id: null },
      { data: "y", id: null },
    ],
  ],
  ["a byte order mark in front of a comment", "\ufeff: alive\ndata: x\n\n", [{ data: "x", id: null }]],
  ["a byte order mark in front of an empty line", "\ufeff\r\nid: 1\r\ndata: x\r\n\r\n", [{ data: "x", id: "1" }]],
  ["a mark that is data", 'data: "\ufeffx"\n\n', [{ data: '"\ufeffx"', id: null }]],
  ["a second mark, which makes an unknown field", "\ufeff\ufeffdata: x\n\ndata: y\n\n", [{ data: "y", id: null }]],
  ["text beyond ASCII", "data: grüße 😀\n\n", [{ data: "grüße 😀", id: null }]],
];

describe("server-sent events", () => {
  for (const [what, text, expected] of cases) {
    const title = `Server-sent events are read in chunks of any size: ${what}`;
    it(/mark/.test(what) ? verifies("bridge.byte-order-mark", title) : title, () => {
      for (const size of [1, 2, 3, 5, 1000]) {
        const { events } = split(text, size);
        assert.deepEqual(
          events.map(({ data, id }) => ({ data: data.trimStart(), id })),
          expected.map(({ data, id }) => ({ data: data.trimStart(), id })),
          `size ${size}`,
        );
      }
    });
  }

  it("The event splitter remembers the last id and the pause that the server asks for", () => {
    const { retry, lastId } = split("retry: 1500\nid: a\ndata:\n\nretry: soon\nid: b\n\n", 4);
    assert.equal(retry, 1500);
    assert.equal(lastId, "b");
  });

  it(
    verifies("bridge.resumed-again", "The id of an event that was cut does not count, because its data did not come"),
    () => {
      for (const cut of ["id: b\n", "id: b\ndata: x", "id: b\ndata: x\n"])
        assert.equal(split(`id: a\ndata: x\n\n${cut}`, 4).lastId, "a");
      assert.equal(new EventSplitter("before").lastId, "before", "a resumed stream begins with the last id");
    },
  );
});
