import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimEndpoint } from "../../../../proxy/broker/endpoint.ts";
import { brokerEnvironment, connectToBroker, readKey, tryConnect } from "../../../../proxy/broker/ensure.ts";
import { ownKey, prepareHome } from "../../../../proxy/broker/home-folder.ts";
import { endpointOf, type Home, homeOf } from "../../../../proxy/files/home.ts";
import { temporaryHome } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the environment of a broker", () => {
  it(verifies("broker.private", "A broker gets none of an agent's secrets"), () => {
    const agent = {
      PATH: "/bin",
      HOME: "/home/ada",
      LC_ALL: "C",
      https_proxy: "http://proxy:3128",
      NO_PROXY: "localhost",
      NODE_EXTRA_CA_CERTS: "/ca.pem",
      DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/bus",
      DRAWBRIDGE_IDLE_MINUTES: "1",
      DRAWBRIDGE_HOME: "/elsewhere",
      ANTHROPIC_API_KEY: "secret",
      GITHUB_TOKEN: "secret",
      AWS_SECRET_ACCESS_KEY: "secret",
      NODE_OPTIONS: "--inspect",
      LD_PRELOAD: "/tmp/x.so",
    };
    const keptVariables = ["PATH", "HOME", "LC_ALL", "https_proxy", "NO_PROXY", "NODE_EXTRA_CA_CERTS"];
    assert.deepEqual(Object.keys(brokerEnvironment(agent, false)), [
      ...keptVariables,
      "DBUS_SESSION_BUS_ADDRESS",
      "DRAWBRIDGE_IDLE_MINUTES",
    ]);
    assert.equal(brokerEnvironment(agent, true).ELECTRON_RUN_AS_NODE, "1");
  });
});

describe("the home of a broker", () => {
  let home: Home & { dispose(): void };
  beforeEach(() => {
    home = temporaryHome();
  });
  afterEach(() => home.dispose());

  it(verifies("broker.private", "A broker makes its home private, and its key stays the same"), async () => {
    chmodSync(home.folder, 0o777);
    assert.equal(await tryConnect(home.endpoint), null, "no process gets the key before that");
    prepareHome(home);
    assert.equal(statSync(home.folder).mode & 0o777, 0o700);
    const key = ownKey(home);
    assert.match(key, /^[\w-]{43}$/);
    assert.equal(ownKey(home), key);
    assert.equal(readKey(home), key);
  });

  it("A home whose path is taken by something else is refused", () => {
    const file = homeOf(join(home.folder, "link"));
    mkdirSync(join(home.folder, "real"));
    symlinkSync(join(home.folder, "nowhere"), file.folder);
    assert.throws(() => prepareHome(file), /cannot use the folder/);
    assert.throws(() => readKey(home), /cannot be read/);
  });
});

describe("a home that is a symbolic link", () => {
  it(
    verifies("broker.symbolic-link", "The broker and its callers say that a home cannot be a symbolic link"),
    async () => {
      const home = temporaryHome();
      try {
        mkdirSync(join(home.folder, "real"), { mode: 0o700 });
        const linked = homeOf(join(home.folder, "link"));
        symlinkSync(join(home.folder, "real"), linked.folder);
        const why = /link: it is a symbolic link.*DRAWBRIDGE_HOME/;
        assert.throws(() => prepareHome(linked), why);
        await assert.rejects(tryConnect(linked.endpoint), why);
        const began = performance.now();
        await assert.rejects(connectToBroker(linked, "/nothing-there.js"), why);
        assert.ok(performance.now() - began < 2_000, "no time is lost on a broker that cannot start");
      } finally {
        home.dispose();
      }
    },
  );
});

describe("the endpoint of a home", () => {
  it(verifies("broker.one", "On Windows the endpoint belongs to the first listener until it closes"), async () => {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-pipe-"));
    const pipe = join(folder, "pipe");
    const [first, second] = [createServer(), createServer()];
    try {
      const claimed = await claimEndpoint(first, pipe, "win32");
      assert.equal(claimed?.held(), true);
      assert.equal(await claimEndpoint(second, pipe, "win32"), null);
      claimed?.release();
      await new Promise((done) => first.close(done));
      assert.ok(await claimEndpoint(second, pipe, "win32"));
    } finally {
      first.close();
      await new Promise((done) => second.close(done));
      rmSync(folder, { recursive: true });
    }
  });

  it("On macOS the endpoint does not depend on the environment's temporary folder", () => {
    const { TMPDIR } = process.env;
    const long = `/Users/ada/${"x".repeat(100)}`;
    const before = endpointOf(long, "darwin");
    process.env.TMPDIR = "/var/folders/xy/T";
    assert.equal(endpointOf(long, "darwin"), before);
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    assert.ok(Buffer.byteLength(before) < 104, "sockaddr_un on macOS");
  });

  it("The endpoint is a socket in the home, or in a short folder of the user's if the path is too long", () => {
    assert.equal(endpointOf("/home/ada/.drawbridge", "linux"), "/home/ada/.drawbridge/broker.sock");
    assert.equal(endpointOf("/Users/ada/.drawbridge", "darwin"), "/Users/ada/.drawbridge/broker.sock");
    const long = endpointOf(`/home/${"x".repeat(100)}`, "darwin");
    assert.match(long, /drawbridge-\d+[/\\][0-9a-f]{16}\.sock$/);
    assert.notEqual(long, endpointOf(`/home/${"y".repeat(100)}`, "darwin"));
  });

  it("On Windows the endpoint is a named pipe, a different one for each home", () => {
    const pipe = endpointOf("C:\\Users\\ada\\.drawbridge", "win32");
    assert.match(pipe, /^\\\\\.\\pipe\\drawbridge-[0-9a-f]{16}$/);
    assert.notEqual(pipe, endpointOf("C:\\Users\\finn\\.drawbridge", "win32"));
  });
});
