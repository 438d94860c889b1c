import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { z } from "zod";
import { judgeProxy } from "../../../../proxy/commands/doctor/route.ts";
import { HttpChannel } from "../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../proxy/network/network.ts";
import { proxyAddress } from "../../../../proxy/network/proxy-address.ts";
import { settingsFrom, shownProxy, unreadableProxies } from "../../../../proxy/network/settings.ts";
import { troubleInput } from "../../../support/machine/trouble-input.ts";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a proxy's user and password", () => {
  let proxy: Server;
  let credentials: string;
  beforeEach(() => {
    proxy = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (head: Buffer) => {
        const basic = /proxy-authorization: Basic (\S+)/i.exec(head.toString("latin1"))?.[1] ?? "";
        credentials = Buffer.from(basic, "base64").toString("utf8");
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
      });
    });
  });
  afterEach(() => {
    proxy.close();
  });

  /** Sends a request through the proxy that a variable names. Returns the credentials that the proxy got, and why it failed. */
  async function through(variable: string): Promise<{ credentials: string; why: string }> {
    const channel = new HttpChannel(new Network(settingsFrom({ HTTPS_PROXY: variable })));
    const url = new URL("https://orders.example/");
    const why = await channel.send({ method: "GET", url, headers: {} }, () => {}).catch((error) => String(error));
    channel.close();
    return { credentials, why: String(why) };
  }
  const host = async () => new URL(await listening(proxy)).host;

  const Input = z.object({ HTTPS_PROXY: z.string() });
  it(
    verifies("network.proxy-password", "The input proxy-password-with-percent.json reaches the proxy as typed"),
    async () => {
      const { HTTPS_PROXY } = troubleInput("proxy-password-with-percent.json", Input);
      const { credentials, why } = await through(HTTPS_PROXY.replace("127.0.0.1:3128", await host()));
      assert.equal(credentials, "user:p%ss");
      assert.match(why, /does not accept the user and password \(407\); correct HTTPS_PROXY/);
      assert.doesNotMatch(why, /p%ss|URI malformed/);
    },
  );

  for (const [typed, sent] of [
    ["user:100%", "user:100%"],
    ["user:%%", "user:%%"],
    ["user:a%2", "user:a%2"],
    ["user:p%zz%20", "user:p%zz "],
    ["user:se%20cret", "user:se cret"],
    ["user:100%25", "user:100%"],
    ["user:p@ss", "user:p@ss"],
    ["user:p@ss@word", "user:p@ss@word"],
    ["ada@corp.example:p", "ada@corp.example:p"],
    ["user:p:ss:", "user:p:ss:"],
    ["user:p#ss", "user:p#ss"],
    ["user:p/ss?x=1", "user:p/ss?x=1"],
    ["user:p\\ss", "user:p\\ss"],
    ["CORP\\user:p", "CORP\\user:p"],
    ["user:p[s]s", "user:p[s]s"],
    ["user:p ss", "user:p ss"],
    ["user:pässwörd€😀", "user:pässwörd€😀"],
    ["ünser:p", "ünser:p"],
    [":only", ":only"],
    ["user", "user:"],
    ["user:", "user:"],
    ["user:http://x", "user:http://x"],
  ] as const) {
    for (const scheme of ["http://", ""]) {
      it(
        verifies("network.proxy-password", `A proxy gets ${JSON.stringify(sent)} for ${scheme}${typed}@host`),
        async () => {
          assert.equal((await through(`${scheme}${typed}@${await host()}`)).credentials, sent);
        },
      );
    }
  }

  it(
    verifies("network.proxy-password", "A proxy without a user gets no credentials, and says what to set"),
    async () => {
      const { credentials, why } = await through(`http://${await host()}`);
      assert.equal(credentials, "");
      assert.match(why, /wants a user and password \(407\); set HTTPS_PROXY to http:\/\/USER:PASSWORD@HOST:PORT/);
    },
  );

  it(verifies("network.proxy-password", "Settings that an earlier version stored are used as they are"), async () => {
    const address = await host();
    const settings = {
      httpProxy: null,
      httpsProxy: `http://user:p%ss@${address}`,
      noProxy: "",
      extraAuthorities: null,
    };
    const channel = new HttpChannel(new Network(settings));
    await channel.send({ method: "GET", url: new URL("https://x.example/"), headers: {} }, () => {}).catch(() => {});
    assert.equal(credentials, "user:p%ss");
    channel.close();
  });
});

describe("the address of a proxy", () => {
  for (const [text, address] of [
    ["proxy:3128", "http://proxy:3128"],
    ["HTTP://proxy:3128/", "http://proxy:3128"],
    ["https://proxy", "https://proxy"],
    ["http://proxy:3128/path?x#y", "http://proxy:3128"],
    ["http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128"],
    [" http://proxy:1 ", "http://proxy:1"],
    ["user:p#ss@proxy:1", "http://user:p%23ss@proxy:1"],
    ["socks5://proxy:1080", null],
    ["::", null],
    ["http://", null],
    ["http://proxy:port", null],
    ["http://user:secret@", null],
    ["", null],
  ] as const) {
    it(verifies("network.proxy-password", `The address of a proxy is read from ${JSON.stringify(text)}`), () => {
      assert.equal(proxyAddress(text), address);
    });
  }

  it(verifies("network.no-leak", "A proxy is shown without its user and password of any characters"), () => {
    for (const password of ["p@ss", "p#ss", "p%ss", "p/ss"])
      assert.equal(shownProxy(proxyAddress(`http://user:${password}@proxy:3128`) ?? ""), "http://proxy:3128");
  });

  it(
    verifies("network.proxy-password", "A variable that names no HTTP proxy is named, and its value is not shown"),
    () => {
      const problem = (environment: NodeJS.ProcessEnv) => unreadableProxies(environment);
      assert.equal(problem({}), null);
      assert.equal(problem({ HTTPS_PROXY: "http://proxy:1", NO_PROXY: "*" }), null);
      assert.match(
        problem({ https_proxy: "http://user:secret@" }) ?? "",
        /^HTTPS_PROXY holds no address of an HTTP proxy/,
      );
      assert.doesNotMatch(problem({ https_proxy: "http://user:secret@" }) ?? "", /secret/);
      assert.match(problem({ ALL_PROXY: "socks5://p:1" }) ?? "", /^ALL_PROXY holds/);
      assert.match(problem({ HTTPS_PROXY: "::", HTTP_PROXY: "::" }) ?? "", /^HTTPS_PROXY and HTTP_PROXY hold/);
    },
  );

  it(verifies("network.proxy-password", "Doctor names the variable that it cannot read"), () => {
    const environment = { HTTPS_PROXY: "http://user:secret@" };
    const settings = settingsFrom(environment);
    const finding = judgeProxy(new URL("https://r.example"), settings, settings, unreadableProxies(environment));
    assert.match(JSON.stringify(finding), /HTTPS_PROXY holds no address.*drawbridge login/);
    assert.doesNotMatch(JSON.stringify(finding), /secret/);
  });
});
