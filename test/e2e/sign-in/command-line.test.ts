import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { BrokerStatus, Catalogue } from "../../../proxy/contracts/control.ts";
import { CommandLine, type Outcome } from "../../support/agents/command-line.ts";
import { wellKnownFor } from "../../support/identity/sign-in.ts";
import { freePort, listening } from "../../support/network/listening.ts";
import { Browser } from "../../support/people/browser.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

const Failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const Findings = z.object({
  ok: z.boolean(),
  findings: z.array(z.object({ check: z.string(), state: z.string(), found: z.string(), next: z.string().nullable() })),
});

describe("the command line", function () {
  this.timeout(60_000);
  let registry: string;
  let user: CommandLine;

  before(async () => {
    registry = (await sharedStack()).registryUrl;
  });
  beforeEach(() => {
    user = new CommandLine();
  });
  afterEach(() => user.dispose());

  const run = async (exit: number, ...args: string[]): Promise<Outcome> => {
    const outcome = await user.run(...args);
    assert.equal(outcome.code, exit, `${args.join(" ")}: ${outcome.stdout}${outcome.stderr}`);
    return outcome;
  };
  const signIn = (as = "ada") => run(0, "login", "--registry", registry, "--as", as);

  describe("login", () => {
    it(
      verifies("cli.browser", "`login` prints the address, waits for the browser, and says who is signed in"),
      async () => {
        const outcome = await user.converse(
          ["login", "--registry", registry],
          /Sign in with your browser: (\S+)\n/,
          async ([, url = ""]) => {
            const browser = new Browser();
            await browser.submit(await browser.visit(url), { user: "ines" });
          },
        );
        assert.equal(outcome.code, 0, outcome.stderr);
        assert.match(outcome.stdout, /^Signed in as ines \(infra\)\.\n/);
        assert.match(outcome.stderr, /No browser could be opened here/);
      },
    );

    it("`login --device` takes a code that is entered on another device", async () => {
      const outcome = await user.converse(
        ["login", "--registry", registry, "--device"],
        /Open (\S+) in any browser and enter the code (\S+)/,
        async ([, url = "", code = ""]) => {
          const browser = new Browser();
          const confirmation = await browser.submit(await browser.visit(url), { user_code: code });
          await browser.submit(await browser.submit(confirmation, {}), { user: "finn" });
        },
      );
      assert.equal(outcome.code, 0, outcome.stderr);
      assert.match(outcome.stdout, /^Signed in as finn \(finance\)\.\n/);
    });

    it(verifies("sign-in.one-url", "`login` needs the registry's address only once"), async () => {
      assert.match((await run(2, "login", "--as", "ada")).stderr, /Which registry\?/);
      await signIn("ada");
      await run(0, "logout");
      assert.match((await run(0, "login", "--as", "finn")).stdout, /^Signed in as finn/);
    });

    it(
      verifies(
        "sign-in.demo-user",
        "`login --as` is refused if the provider does not say that it is the development provider",
      ),
      async () => {
        const prompts: string[] = [];
        const server = createServer((request, response) => {
          prompts.push(request.url ?? "");
          const answer =
            request.url === "/.well-known/drawbridge"
              ? wellKnownFor(url, url)
              : { issuer: url, token_endpoint: `${url}/token` };
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
        });
        const url = await listening(server);
        try {
          assert.match((await run(2, "login", "--registry", url, "--as", "ada")).stderr, /login` without --as/);
          assert.deepEqual(prompts, ["/.well-known/drawbridge", "/.well-known/openid-configuration"]);
        } finally {
          server.close();
          server.closeAllConnections();
        }
      },
    );

    it(verifies("cli.exit-codes", "`login` exits with 2, 3 or 4 if it fails, and changes nothing"), async () => {
      await signIn("ada");
      await run(2, "login", "--device", "--as", "ada");
      await run(2, "login", "--registry", "http://registry.example", "--as", "ada");
      await run(2, "login", "--registry", "not a url", "--as", "ada");
      await run(3, "login", "--as", "eve");
      await run(4, "login", "--registry", `http://127.0.0.1:${await freePort()}`, "--as", "ada");
      assert.match((await run(0, "status")).stdout, /^Signed in as ada/);
    });
  });

  describe("without a sign-in", () => {
    for (const args of [["status"], ["servers"], ["tools", "presto"], ["call", "presto", "query"]]) {
      it(
        verifies("cli.no-empty-list", `The command ${args[0]} says that no user is signed in, with exit code 3`),
        async () => {
          const { stdout, stderr } = await run(3, ...args);
          assert.match(stdout + stderr, /drawbridge login/);
        },
      );
    }

    it("`logout` does nothing if no user is signed in", async () => {
      assert.match((await run(0, "logout")).stdout, /You were not signed in/);
    });
  });

  it(
    verifies(
      "cli.exit-codes",
      "The command line exits with 2 if it does not understand its arguments, and prints the usage",
    ),
    async () => {
      for (const args of [
        ["nonsense"],
        ["status", "extra"],
        ["status", "--bogus"],
        ["tools"],
        ["call", "presto"],
        ["call", "presto", "query", "--args", "no json"],
        ["call", "presto", "query", "--args", "[1]"],
        ["call", "presto", "query", "--args", "{}", "--args-file", "x"],
        ["call", "presto", "query", "--args-file", "/no/such/file"],
      ]) {
        const { stdout, stderr } = await run(2, ...args);
        assert.equal(stdout, "");
        assert.match(stderr, /^drawbridge: .+\n(Usage: drawbridge |Run `drawbridge help`)/);
      }
      for (const args of [["help"], ["--help"], ["call", "--help"], ["help", "call"], ["version"]])
        await run(0, ...args);
    },
  );

  it(verifies("cli.json", "Every command prints one JSON document with --json, also for its failure"), async () => {
    const json = async <T>(exit: number, schema: z.ZodType<T>, ...args: string[]): Promise<T> =>
      schema.parse(JSON.parse((await run(exit, ...args, "--json")).stdout));
    assert.equal((await json(3, BrokerStatus, "status")).session, "signed-out");
    assert.equal((await json(3, Failure, "servers")).error.code, "not-signed-in");
    assert.equal((await json(2, Failure, "tools")).error.code, "usage");
    assert.equal((await json(0, BrokerStatus, "login", "--registry", registry, "--as", "ada")).user?.name, "ada");
    const signedIn = await json(0, BrokerStatus, "status");
    assert.deepEqual([signedIn.session, signedIn.registry, signedIn.secretStore], ["signed-in", registry, "file"]);
    assert.ok(Date.parse(signedIn.accessUntil ?? "") > Date.now());
    assert.ok((await json(0, Catalogue, "servers")).servers.some(({ name }) => name === "presto"));
    const listed = await json(
      0,
      z.object({ server: z.string(), tools: z.array(z.object({ name: z.string() })) }),
      "tools",
      "presto",
    );
    assert.ok(listed.tools.some(({ name }) => name === "query"));
    assert.equal((await json(0, Findings, "doctor")).ok, true);
    assert.equal((await json(0, BrokerStatus, "logout")).session, "signed-out");
    assert.equal((await json(1, Findings, "doctor")).ok, false);
    assert.deepEqual(await json(0, z.object({ stopped: z.boolean() }), "broker", "--stop"), { stopped: true });
    assert.match((await json(0, z.object({ version: z.string() }), "version")).version, /^\d+\.\d+\.\d+$/);
  });

  it(
    verifies(
      "cli.call",
      "`tools` and `call` list a server's tools and call one, with arguments from the line or a file",
    ),
    async () => {
      await signIn();
      assert.match((await run(0, "tools", "presto")).stdout, /^query \(reads\)$/m);
      const sql = JSON.stringify({ sql: "SELECT count(*) FROM ads.events" });
      const inline = await run(0, "call", "presto", "query", "--args", sql);
      assert.equal(inline.stderr, "");
      const file = join(user.home, "arguments.json");
      writeFileSync(file, sql);
      assert.deepEqual(
        rowsOf((await run(0, "call", "presto", "query", "--args-file", file)).stdout),
        rowsOf(inline.stdout),
      );
      const document = JSON.parse((await run(0, "call", "presto", "query", "--args", sql, "--json")).stdout);
      assert.deepEqual(document.structuredContent.rows, rowsOf(inline.stdout));
    },
  );

  it(
    verifies(
      "cli.exit-codes",
      "`call` exits with 1 for a tool's error and with 2 for an unknown server, and says what to do next",
    ),
    async () => {
      await signIn();
      const failed = await run(1, "call", "presto", "query", "--args", '{"sql":"DELETE FROM ads.events"}');
      assert.equal(failed.stdout, "");
      assert.match(failed.stderr, /write_query/);
      assert.match((await run(1, "call", "presto", "no_such_tool")).stderr, /drawbridge tools presto/);
      assert.match((await run(2, "call", "nowhere", "query")).stderr, /drawbridge servers/);
      assert.match((await run(2, "tools", "nowhere")).stderr, /drawbridge servers/);
    },
  );

  it(
    verifies(
      "cli.exit-codes",
      "`call` exits with 5, in the registry's own words, for a server that the user may not use",
    ),
    async () => {
      await signIn("finn");
      const words = /finn may not use presto: .*\(policy presto\/groups\)\. Ask Data Platform \(#presto-help\)\./;
      assert.match((await run(5, "call", "presto", "query", "--args", '{"sql":"SELECT 1"}')).stderr, words);
      assert.match((await run(5, "tools", "presto")).stderr, words);
      assert.match((await run(0, "servers")).stdout, words);
    },
  );

  it(verifies("cli.doctor", "`doctor` finds no problem after a sign-in, and reports a problem otherwise"), async () => {
    const empty = await run(1, "doctor");
    assert.match(empty.stdout, /FAIL {2}registry: none is known yet\n {6}→ Run `drawbridge login --registry URL`/);
    await signIn();
    const fine = await run(0, "doctor");
    assert.doesNotMatch(fine.stdout, /FAIL/);
    for (const check of [
      "node",
      "home",
      "broker",
      "registry",
      "clock",
      "identity provider",
      "edge",
      "session",
      "tokens",
    ]) {
      assert.match(fine.stdout, new RegExp(`^ok    ${check}: `, "m"));
    }
    assert.match(fine.stdout, /^note {2}secrets: .* an agent that has a shell can read them/m);
    chmodSync(user.home, 0o755);
    assert.match((await run(1, "doctor")).stdout, /FAIL {2}home: .* can be read by others[^\n]*\n {6}→ Run: chmod 700/);
    chmodSync(user.home, 0o700);
    await run(0, "logout");
    assert.match(
      (await run(1, "doctor")).stdout,
      /FAIL {2}session: you are not signed in\n {6}→ Run `drawbridge login`/,
    );
  });

  it(
    verifies("cli.doctor", "`doctor` reports that the registry cannot be reached, and which other checks are fine"),
    async () => {
      await signIn();
      const file = join(user.home, "config.json");
      await run(0, "broker", "--stop");
      const away = `http://127.0.0.1:${await freePort()}`;
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(registry, away));
      const { stdout } = await run(1, "doctor");
      assert.match(stdout, /FAIL {2}registry: The registry .* cannot be reached \(ECONNREFUSED\)/);
      assert.match(stdout, /^ok {4}session: signed in as ada$/m);
    },
  );

  it(
    verifies("cli.quiet", "No command prints a token, and only the session's file holds one until `logout`"),
    async () => {
      await signIn();
      const session = JSON.parse(JSON.parse(readFileSync(join(user.home, "session.json"), "utf8")).plain);
      const tokens = z.object({ accessToken: z.string(), refreshToken: z.string() }).parse(session);
      let output = "";
      for (const args of [
        ["status"],
        ["status", "--json"],
        ["servers", "--json"],
        ["doctor", "--json"],
        ["tools", "presto", "--json"],
      ]) {
        const { stdout, stderr } = await run(0, ...args);
        output += stdout + stderr;
      }
      await run(0, "broker", "--stop");
      for (const name of readdirSync(user.home)) {
        if (name !== "session.json") output += readFileSync(join(user.home, name), "utf8");
      }
      const { stdout, stderr } = await run(0, "logout");
      output += stdout + stderr;
      for (const token of Object.values(tokens)) assert.ok(!output.includes(token));
      assert.ok(!readdirSync(user.home).includes("session.json"));
    },
  );
});

const rowsOf = (text: string): unknown => JSON.parse(text).rows;
