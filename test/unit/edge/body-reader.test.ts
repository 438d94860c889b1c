import assert from "node:assert/strict";
import { bodyReader } from "../../../reference-servers/edge/body-reader.ts";
import { verifies } from "../../support/verifies.ts";

const read = (text: string, pieceBytes = text.length) => {
  const reader = bodyReader({ methods: [], names: [] });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.read(bytes.subarray(at, at + pieceBytes));
  return { methods: reader.methods(), names: reader.names(), isBatch: reader.isBatch() };
};

describe("the edge's reader of requests", () => {
  const cases: Readonly<Record<string, { text: string; methods: string[]; names: string[] }>> = {
    "a call": {
      text: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":{"name":"no","method":"no"}}}',
      ...{ methods: ["tools/call"], names: ["query"] },
    },
    "the name behind the arguments": {
      text: '{"params":{"arguments":{"a":[{"name":"no"},"\\\\","}"]},"name":"query"},"id":"name","method":"tools/call"}',
      ...{ methods: ["tools/call"], names: ["query"] },
    },
    "a key that is given twice, also in another case": {
      text: '{"method":"tools/list","Method":"tools/call","params":{"name":"query","NAME":"spy"}}',
      ...{ methods: ["tools/list", "tools/call"], names: ["query", "spy"] },
    },
    "params that are given twice": {
      text: '{"method":"tools/call","params":{"name":"query"},"params":{"name":"spy"}}',
      ...{ methods: ["tools/call"], names: ["query", "spy"] },
    },
    "escapes in keys and values": {
      text: '{"\\u006dethod":"tools\\/call","params":{"n\\u0061me":"s\\u0070y"}}',
      ...{ methods: ["tools/call"], names: ["spy"] },
    },
    "no params, and names elsewhere": {
      text: '  {"method":"tools/list","name":"no","other":{"name":"no"}}\n',
      ...{ methods: ["tools/list"], names: [] },
    },
  };
  for (const [what, { text, methods, names }] of Object.entries(cases))
    it(verifies("governance.edge-tools", `It reads ${what}, in pieces of any size`), () => {
      for (const size of [1, 2, 7, text.length]) assert.deepEqual(read(text, size), { methods, names, isBatch: false });
    });

  it(
    verifies("governance.edge-tools", "It takes a batch, an encoded body and a body of endless names for no message"),
    () => {
      assert.equal(read('[{"method":"tools/call"}]').isBatch, true);
      assert.equal(read("\u001f\u008bxyz").isBatch, true);
      const names = Array.from({ length: 40 }, (_, index) => `"name":"n${index}"`).join();
      const many = read(`{"params":{${names}}}`);
      assert.equal(many.isBatch, true);
      assert.equal(many.names.length, 16);
    },
  );
});
