import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { CommandLine, type Outcome } from "../support/agents/command-line.ts";
import { modernAgent } from "../support/agents/installed-agents.ts";
import { until } from "../support/clocks/until.ts";
import { Company, partNames } from "../support/containers/company.ts";
import { whyNoContainers } from "../support/containers/podman.ts";
import { InboxVisitor } from "../support/people/inbox-visitor.ts";
import { KeycloakPerson, signInAtKeycloak } from "../support/people/keycloak-person.ts";
import { approvedCall } from "../support/people/waiting-request.ts";
import { verifies } from "../support/verifies.ts";

/** Milliseconds for the downloads and the images, where the cache has none. */
const imagesTimeoutMs = 900_000;

describe("a company's containers: two of each part, Keycloak, Presto and Postgres on a network with TLS", function () {
  this.timeout(180_000);
  let company: Company;
  let ada: CommandLine;

  before(async function () {
    const reason = whyNoContainers();
    if (reason !== null) {
      process.stderr.write(
        `SKIPPED, no containers here: ${reason}. Install podman, runc, netavark and aardvark-dns.\n`,
      );
      this.skip();
    }
    this.timeout(imagesTimeoutMs);
    company = await Company.found();
    await company.startPostgres();
    await company.startFront();
    await Promise.all([company.startEngine(), company.startKeycloak()]);
    await company.realm.addUser("ada");
    await company.realm.addRole("ads-eng", "ada");
    for (const name of partNames) await company.startPart(name);
    // The first sign-in at a Keycloak that has just started takes longer than a person's program waits on a busy machine.
    await until("Keycloak signs people in", () => signsIn("ada"), 60_000);
    ada = new CommandLine(undefined, undefined, company.terminal);
  });
  after(async function () {
    this.timeout(60_000);
    await ada?.dispose();
    process.stderr.write(`${(await company?.memoryUse()) ?? ""}\n`);
    await company?.close();
    if (company !== undefined)
      for (const [name, ms] of company.startMs)
        process.stderr.write(`    ${name} served after ${(ms / 1000).toFixed(1)} s\n`);
  });

  const signsIn = async (name: string): Promise<boolean> =>
    (await signInAtKeycloak(new InboxVisitor(company.registryUrl), name, "/approvals")).status === 200;
  const query = (sql: string): Promise<Outcome> =>
    ada.run("call", "presto", "query", "--json", "--args", JSON.stringify({ sql }));

  it(
    verifies("containers.sign-in", "A person outside signs in at Keycloak, and their agent's query runs at Presto"),
    async () => {
      const { code, stderr } = await ada.converse(
        ["login", "--registry", company.registryUrl],
        /Sign in with your browser: (\S+)\n/,
        ([, url = ""]) => new KeycloakPerson("ada").signIn(url),
      );
      assert.equal(code, 0, stderr);
      const counted = await query("SELECT count(*) FROM nation");
      assert.equal(counted.code, 0, counted.stderr);
      assert.match(counted.stdout, /\b25\b/);
    },
  );

  it(
    verifies("containers.approved-write", "A person approves a write in the inbox, and it runs once at Presto"),
    async () => {
      const inbox = new InboxVisitor(company.registryUrl);
      await signInAtKeycloak(inbox, "ada", "/approvals");
      const sql = "CREATE TABLE memory.default.approved AS SELECT * FROM tpch.tiny.nation";
      assert.match(await approvedCall(ada, inbox, "write_query", sql), /"rows":\s*25\b/);
    },
  );

  it(verifies("containers.rolling-restart", "Each part is replaced in turn, and no call fails"), async function () {
    this.timeout(600_000);
    const agents = await Promise.all([1, 2, 3].map(() => modernAgent("presto", ada.home)));
    const failures: string[] = [];
    let rolling = true;
    let calls = 0;
    const caller = async (agent: Client): Promise<void> => {
      while (rolling) {
        const { isError, content } = await agent.callTool({
          name: "query",
          arguments: { sql: "SELECT count(*) FROM region" },
        });
        calls += 1;
        if (isError === true) failures.push(JSON.stringify(content));
      }
    };
    const callers = agents.map((agent) => caller(agent).catch((error: unknown) => failures.push(String(error))));
    try {
      for (const name of partNames) await company.startPart(name);
    } finally {
      rolling = false;
      await Promise.all(callers);
      for (const agent of agents) await agent.close();
    }
    process.stderr.write(`    ${calls} calls during the rolling restart\n`);
    assert.deepEqual(failures, []);
    assert.ok(calls > partNames.length, `Only ${calls} calls ran.`);
  });
});
