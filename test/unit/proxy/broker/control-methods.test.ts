import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket, { WebSocketServer } from "ws";
import { type ControlClient, ControlServer } from "../../../../proxy/broker/control-server.ts";
import { BrokerClient } from "../../../../proxy/client/broker-client.ts";
import type { BrokerStatus } from "../../../../proxy/contracts/control.ts";
import type { ControlHandlers, ControlMethod } from "../../../../proxy/contracts/control-methods.ts";
import { homeOf } from "../../../../proxy/files/home.ts";
import { ProxyError } from "../../../../proxy/kernel/errors.ts";
import { verifies } from "../../../support/verifies.ts";

type Handlers = ControlHandlers<ControlClient>;
/** The methods whose handler the compiler would allow to be missing. */
type Optional = { [M in ControlMethod]: Omit<Handlers, M> extends Handlers ? M : never }[ControlMethod];

const status: BrokerStatus = {
  ...{ version: "1.2.3", pid: 1, startedAt: "2026-01-01T00:00:00.000Z", registry: null, session: "signed-out" },
  ...{ user: null, online: false, accessUntil: null, secretStore: "file", bound: false, bridges: 0 },
};
const away = async (): Promise<never> => {
  throw new ProxyError("unreachable", "The registry is away.");
};
const handlers: Handlers = {
  status: () => status,
  servers: async () => ({ servers: [], asOf: null, stale: true }),
  signIn: () => status,
  signOut: () => status,
  approvals: (params, client) => {
    client.send({ event: "windows", folders: params?.folders ?? [] });
    return { approvals: [], scopes: [], stale: false };
  },
  approvalHistory: away,
  audit: away,
  auditedRows: away,
  calls: () => ({ calls: [] }),
  myToken: () => ({ reading: null }),
  myUsage: () => {
    throw new Error("a secret of the broker's");
  },
  serverUsage: away,
  why: away,
  reportAccess: away,
  toolInputs: ({ server }) => ({ tools: [{ name: server, inputSchema: {} }] }),
  shutdown: () => ({}),
};

describe("the table of control methods", () => {
  it(
    verifies(
      "broker.control-table",
      "The table of control methods gives each method a handler, a caller and their types at compile time",
    ),
    () => {
      const unhandled = (method: Optional): string => method;
      // @ts-expect-error every row needs a handler
      assert.equal(unhandled("status"), "status");
      const { shutdown, ...others } = handlers;
      // @ts-expect-error the handler of `shutdown` is missing
      const missing: Handlers = others;
      assert.deepEqual({ ...missing, shutdown }, handlers);
      // @ts-expect-error a handler must return the result of its own row
      const wrong: Handlers = { ...handlers, calls: () => status };
      assert.ok(wrong);
      const calls = async (client: BrokerClient) => {
        // @ts-expect-error no row has this name
        await client.request("restart");
        // @ts-expect-error the row requires parameters
        await client.request("serverUsage");
        // @ts-expect-error the row takes no parameters
        await client.request("status", { server: "a" });
        const { session } = await client.request("status");
        return session;
      };
      assert.equal(calls.length, 1);
    },
  );
});

describe("the wire of the control channel", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-control-"));
  const listeners: Server[] = [];
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const listener of listeners) {
      listener.close();
      listener.closeAllConnections();
    }
  });

  async function listening(at: string): Promise<Server> {
    const listener = createServer().listen(at);
    listeners.push(listener);
    await once(listener, "listening");
    return listener;
  }

  it(
    verifies(
      "broker.control-wire",
      "The control channel carries the broker's answers byte for byte as earlier versions wrote them",
    ),
    async () => {
      const left: ControlClient[] = [];
      const control = new ControlServer({
        ...{ key: "k", handlers },
        giveWay: () => null,
        left: (client) => left.push(client),
      });
      const endpoint = join(folder, "control.sock");
      const listener = await listening(endpoint);
      listener.removeAllListeners("connection").on("connection", (socket) => control.accept(socket));
      const socket = new WebSocket(`ws+unix://${endpoint}:/control`, { headers: { "x-drawbridge-key": "k" } });
      const received: string[] = [];
      socket.on("message", (data) => received.push(String(data)));
      await once(socket, "open");
      const unknown = (id: number) =>
        `{"id":${id},"error":{"code":"bad-request","message":"The broker does not know this request. Update Drawbridge."}}`;
      const cases: readonly (readonly [sent: string, received: readonly string[]])[] = [
        ['{"method":"status","id":1}', [`{"id":1,"result":${JSON.stringify(status)}}`]],
        ['{"id":2,"method":"calls","params":{"unused":true}}', ['{"id":2,"result":{"calls":[]}}']],
        [
          '{"id":3,"method":"approvals","params":{"folders":["/a"]}}',
          ['{"event":"windows","folders":["/a"]}', '{"id":3,"result":{"approvals":[],"scopes":[],"stale":false}}'],
        ],
        [
          '{"id":4,"method":"approvals"}',
          ['{"event":"windows","folders":[]}', '{"id":4,"result":{"approvals":[],"scopes":[],"stale":false}}'],
        ],
        [
          '{"id":5,"method":"toolInputs","params":{"server":"presto"}}',
          ['{"id":5,"result":{"tools":[{"name":"presto","inputSchema":{}}]}}'],
        ],
        [
          '{"id":6,"method":"audit","params":{"after":0}}',
          ['{"id":6,"error":{"code":"unreachable","message":"The registry is away."}}'],
        ],
        [
          '{"id":7,"method":"myUsage"}',
          ['{"id":7,"error":{"code":"internal","message":"The broker failed. See broker.log, then try again."}}'],
        ],
        ['{"id":8,"method":"audit","params":{"after":-1}}', [unknown(8)]],
        ['{"id":9,"method":"serverUsage"}', [unknown(9)]],
        ['{"id":10,"method":"restart"}', [unknown(10)]],
        ['{"id":11,"method":"toString"}', [unknown(11)]],
        ['{"id":12,"method":["status"]}', [unknown(12)]],
        ['{"id":1.5,"method":"status"}', [unknown(1)]],
        ['{"id":13,', [unknown(13)]],
        ["nonsense", [unknown(0)]],
      ];
      for (const [sent, expected] of cases) {
        received.length = 0;
        socket.send(sent);
        while (received.length < expected.length) await once(socket, "message");
        assert.deepEqual(received, expected, sent);
      }
      assert.equal(control.clients, 1);
      socket.close();
      await once(socket, "close");
      while (left.length === 0) await new Promise((done) => setImmediate(done));
    },
  );

  it(
    verifies(
      "broker.control-wire",
      "The control channel carries the client's requests byte for byte as earlier versions wrote them",
    ),
    async () => {
      const home = homeOf(join(folder, "home"));
      mkdirSync(home.folder, { recursive: true, mode: 0o700 });
      writeFileSync(home.keyFile, "k\n");
      const listener = await listening(home.endpoint);
      const received: string[] = [];
      new WebSocketServer({ server: listener }).on("connection", (socket) =>
        socket.on("message", (data) => {
          received.push(String(data));
          socket.send(JSON.stringify({ id: received.length, result: received.length === 1 ? status : { tools: [] } }));
        }),
      );
      const client = await BrokerClient.find(home);
      assert.ok(client !== null);
      assert.deepEqual(await client.request("status"), status);
      await client.request("toolInputs", { server: "presto" });
      await assert.rejects(client.request("approvals", { folders: ["/a"] }), /another version/);
      assert.deepEqual(received, [
        '{"method":"status","id":1}',
        '{"method":"toolInputs","params":{"server":"presto"},"id":2}',
        '{"method":"approvals","params":{"folders":["/a"]},"id":3}',
      ]);
      client.close();
      await client.closed;
    },
  );
});
