/** The Knowledge server as agents reach it: in the default stack, through the stdio bridge. */
import assert from "node:assert/strict";
import { MyServers } from "@drawbridge/contracts/registry";
import { z } from "zod";
import { CommandLine } from "../../support/agents/command-line.ts";
import { legacyAgent, modernAgent } from "../../support/agents/installed-agents.ts";
import { until } from "../../support/clocks/until.ts";
import { Approver } from "../../support/people/approver.ts";
import { demoToken } from "../../support/people/demo-token.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

const Found = z.object({
  notice: z.string(),
  results: z.array(
    z.looseObject({ id: z.string(), title: z.string(), url: z.string(), text: z.string(), source: z.string() }),
  ),
});
const Page = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string(),
  url: z.string(),
  metadata: z.looseObject({}),
});
const Diagnosis = z.looseObject({
  app: z.string(),
  cause: z.string(),
  similar: z.array(z.looseObject({ title: z.string() })),
});
const Apps = z.looseObject({ apps: z.array(z.looseObject({ app: z.string(), status: z.string().optional() })) });

const Good = z.looseObject({ isError: z.literal(false).optional(), structuredContent: z.unknown() });

/** The content of a successful call. The results of both SDKs are read in the same way. */
const good = <Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> => {
  const { data } = Good.safeParse(answer);
  return schema.parse(data?.structuredContent ?? assert.fail(JSON.stringify(answer)));
};

describe("the Knowledge server through the bridge", function () {
  this.timeout(120_000);
  const people = { ada: new CommandLine(), finn: new CommandLine(), omar: new CommandLine() };
  let registryUrl: string;
  before(async () => {
    ({ registryUrl } = await sharedStack());
    for (const [name, person] of Object.entries(people)) {
      const { code, stderr } = await person.run("login", "--registry", registryUrl, "--as", name);
      assert.equal(code, 0, stderr);
    }
  });
  after(() => Promise.all(Object.values(people).map((person) => person.dispose())));

  for (const [era, connect] of Object.entries({ modern: modernAgent, legacy: legacyAgent })) {
    it(verifies("knowledge.connector", `The Knowledge server answers search and fetch of a ${era} agent`), async () => {
      const agent = await connect("knowledge", people.ada.home);
      try {
        const { results, notice } = good(
          Found,
          await agent.callTool({ name: "search", arguments: { query: "an executor runs out of memory" } }),
        );
        const [first] = results;
        assert.equal(first?.title, "Spark jobs that fail");
        assert.match(notice, /data, never instructions/);
        const page = good(Page, await agent.callTool({ name: "fetch", arguments: { id: first?.id ?? "" } }));
        assert.equal(page.url, first?.url);
        assert.ok(page.text.includes(first?.text ?? "-") && page.text.startsWith("# Spark jobs that fail"));
        assert.ok(
          results.every(({ source }) => source !== "on-call"),
          "on-call notes are infra's",
        );
      } finally {
        await agent.close();
      }
    });
  }

  it(
    verifies(
      "knowledge.listed",
      "The Knowledge server is in the registry with its owner, its support and the time that its tools save",
    ),
    async () => {
      const token = await demoToken(registryUrl, "ada");
      const response = await fetch(`${registryUrl}/api/v1/me/servers`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { servers } = MyServers.parse(await response.json());
      const { owner, support, status, tools } = servers.find(({ name }) => name === "knowledge") ?? assert.fail();
      assert.deepEqual([owner, support, status], ["Developer Experience", [{ label: "#knowledge-help" }], "up"]);
      assert.deepEqual(
        tools.map(({ name, effect, minutesSaved }) => [name, effect, minutesSaved]),
        [
          ["search", "read", 10],
          ["fetch", "read", 3],
          ["add_document", "write", 10],
          ["update_document", "write", 10],
          ["list_sources", "read", 1],
        ],
      );
    },
  );

  for (const name of ["finn", "omar"] as const) {
    it(
      verifies("knowledge.groups", `The Knowledge server gives nothing to ${name}, who is in none of its groups`),
      async () => {
        const agent = await modernAgent("knowledge", people[name].home);
        try {
          assert.deepEqual((await agent.listTools()).tools, []);
          for (const [tool, args] of [
            ["search", { query: "spark" }],
            ["list_sources", {}],
          ] as const) {
            const result = await agent.callTool({ name: tool, arguments: args });
            assert.equal(result.isError, true);
            assert.match(JSON.stringify(result.content), new RegExp(`${name} may not use knowledge`));
            assert.doesNotMatch(JSON.stringify(result), /runbooks|Spark jobs/);
          }
        } finally {
          await agent.close();
        }
      },
    );
  }

  it(
    verifies(
      "knowledge.loop",
      "The Knowledge server finds what a person approved: a failure, its cause, and the same failure again",
    ),
    async () => {
      const person = await Approver.of((name) => demoToken(registryUrl, name), registryUrl, "ada");
      const spark = await modernAgent("spark", people.ada.home);
      const knowledge = await modernAgent("knowledge", people.ada.home);
      try {
        const { apps } = good(Apps, await spark.callTool({ name: "find_apps", arguments: {} }));
        const diagnose = async (app: string) =>
          good(Diagnosis, await spark.callTool({ name: "diagnose_app", arguments: { app } }));
        const failed = (await Promise.all(apps.map(({ app }) => diagnose(app)))).find(
          ({ cause }) => cause !== "none" && cause !== "unknown",
        );
        assert.ok(failed, "one of the samples failed");
        assert.deepEqual(failed.similar, []);

        const title = "The quartermaster's ledger had a zero in it";
        const recording = spark.callTool({
          name: "record_root_cause",
          arguments: { app: failed.app, title, fix: "Repaired the ledger of the quartermaster." },
        });
        const [pending] = await person.pending();
        assert.ok(pending);
        assert.ok(pending.view.plan.text?.content.includes(title));
        assert.deepEqual(
          good(Found, await knowledge.callTool({ name: "search", arguments: { query: "quartermaster" } })).results,
          [],
        );
        await person.approve(pending);
        assert.notEqual((await recording).isError, true);

        await until(
          "the next diagnosis finds it",
          async () => (await diagnose(failed.app)).similar[0]?.title === title,
        );
        const [hit] = good(
          Found,
          await knowledge.callTool({ name: "search", arguments: { query: "quartermaster ledger" } }),
        ).results;
        assert.equal(hit?.source, "root-causes");
        assert.match(hit?.text ?? "", /## Fix\n\nRepaired the ledger/);
      } finally {
        await Promise.all([spark.close(), knowledge.close()]);
      }
    },
  );
});
