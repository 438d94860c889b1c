import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { startTestIdentity } from "../../support/identity/test-identity.ts";
import { repository } from "../../support/machine/source-files.ts";
import { freePort } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";

const Issued = z.object({ access_token: z.string(), refresh_token: z.string() });

class Running {
  readonly url: string;
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(port: number, variables: NodeJS.ProcessEnv) {
    this.url = `http://127.0.0.1:${port}`;
    this.child = spawn(process.execPath, [`${repository}reference-servers/identity/main.ts`], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, PORT: String(port), DRAWBRIDGE_ISSUER: this.url, ...variables },
    });
    this.child.stdout?.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
  }

  ready(): Promise<void> {
    return until("identity answers", () =>
      fetch(`${this.url}/jwks`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
  }

  token(form: Record<string, string>): Promise<Response> {
    return fetch(`${this.url}/token`, {
      method: "POST",
      body: new URLSearchParams({ client_id: oauthClients.broker, ...form }),
    });
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const closed = once(this.child, "close");
    this.child.kill(signal);
    await closed;
    return this.child.exitCode;
  }
}

describe("the development identity provider as a process", function () {
  this.timeout(60_000);

  it(
    verifies("identity.quiet", "The provider prints only its log, without tokens and names, and ends at SIGTERM"),
    async () => {
      const running = new Running(await freePort(), {});
      try {
        await running.ready();
        const issued = Issued.parse(
          await (await running.token({ grant_type: "urn:drawbridge:dev-user", user: "ada" })).json(),
        );
        const renewed = Issued.parse(
          await (await running.token({ grant_type: "refresh_token", refresh_token: issued.refresh_token })).json(),
        );
        await running.token({ grant_type: "refresh_token", refresh_token: issued.refresh_token });
        await running.token({ grant_type: "password" });
        await fetch(`${running.url}/sign-in/nothing`);
        await fetch(`${running.url}/auth?client_id=unknown`);
        assert.equal(await running.stop(), 0);
        assert.equal(running.stdout, "");
        for (const line of running.stderr.trim().split("\n")) assert.equal(typeof JSON.parse(line).level, "number");
        for (const secret of [issued.access_token, issued.refresh_token, renewed.refresh_token, "ada"]) {
          assert.ok(!running.stderr.includes(secret));
        }
      } finally {
        await running.stop("SIGKILL");
      }
    },
  );

  it("The provider ends with the reason if its port is in use", async () => {
    const first = await startTestIdentity();
    try {
      const running = new Running(Number(new URL(first.url).port), { DATABASE_URL: await freshDatabase() });
      await once(running.child, "close");
      assert.notEqual(running.child.exitCode, 0);
      assert.match(running.stderr, /EADDRINUSE/);
    } finally {
      await first.close();
    }
  });

  it("The provider names the invalid setting", async () => {
    const running = new Running(await freePort(), { DRAWBRIDGE_ACCESS_TOKEN_SECONDS: "soon" });
    await once(running.child, "close");
    assert.notEqual(running.child.exitCode, 0);
    assert.match(running.stderr, /DRAWBRIDGE_ACCESS_TOKEN_SECONDS/);
  });
});

describe("the development identity provider with a database", function () {
  this.timeout(60_000);

  const refresh = (url: string, refreshToken: string) =>
    fetch(`${url}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: oauthClients.broker,
        refresh_token: refreshToken,
      }),
    });
  const keyIds = async (url: string) =>
    z.object({ keys: z.array(z.object({ kid: z.string() })) }).parse(await (await fetch(`${url}/jwks`)).json()).keys;

  it(
    verifies(
      "identity.restart",
      "Over a restart, engineers stay signed in, keys stay the same, and token reuse is detected",
    ),
    async () => {
      const databaseUrl = await freshDatabase();
      const port = await freePort();
      const first = await startTestIdentity({ databaseUrl, port });
      const { refreshToken } = await first.tokens("ada");
      await first.rotateKeys();
      const keys = await keyIds(first.url);
      await first.close();

      const second = await startTestIdentity({ databaseUrl, port });
      try {
        assert.equal(keys.length, 2);
        assert.deepEqual(await keyIds(second.url), keys);
        const answer = await refresh(second.url, refreshToken);
        assert.equal(answer.status, 200);
        const renewed = Issued.parse(await answer.json());
        assert.equal((await refresh(second.url, refreshToken)).status, 400);
        assert.equal((await refresh(second.url, renewed.refresh_token)).status, 400, "the family ended");
      } finally {
        await second.close();
      }
    },
  );

  it("If a refresh token is used many times at the same moment, only one request succeeds", async () => {
    const identity = await startTestIdentity({ databaseUrl: await freshDatabase() });
    try {
      const { refreshToken } = await identity.tokens("ada");
      const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(identity.url, refreshToken)));
      assert.ok(answers.filter((answer) => answer.status === 200).length <= 1);
    } finally {
      await identity.close();
    }
  });

  it("Two providers that start at the same moment with an empty database share one key ring", async () => {
    const databaseUrl = await freshDatabase();
    const parts = await Promise.all([startTestIdentity({ databaseUrl }), startTestIdentity({ databaseUrl })]);
    try {
      const [one, two] = await Promise.all(parts.map((part) => keyIds(part.url)));
      assert.deepEqual(one, two);
    } finally {
      await Promise.all(parts.map((part) => part.close()));
    }
  });

  it("The provider says so if its database is unreachable", async () => {
    await assert.rejects(startTestIdentity({ databaseUrl: `postgres://unknown@127.0.0.1:${await freePort()}/none` }));
  });
});
