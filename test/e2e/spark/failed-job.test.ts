/**
 * Why a job failed, asked through the whole chain as an agent does. The finding is stored after a person's approval.
 */
import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { z } from "zod";
import { nextSteps } from "../../../reference-servers/platform/next-steps.ts";
import { CommandLine } from "../../support/agents/command-line.ts";
import { modernAgent } from "../../support/agents/installed-agents.ts";
import { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { decideWaiting } from "../../support/people/waiting-request.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

const Found = z.object({ apps: z.array(z.looseObject({ app: z.string(), name: z.string() })) });
const Diagnosis = z.object({
  app: z.string(),
  cause: z.string(),
  confidence: z.string(),
  evidence: z.array(z.object({ text: z.string(), source: z.string() })),
  fix: z.string(),
  similar: z.array(z.looseObject({ title: z.string(), same: z.boolean(), fix: z.string() })),
});

const [, printedArguments = ""] =
  /npx drawbridge call spark diagnose_app --args '(.*)'/.exec(
    nextSteps({ registryUrl: "http://127.0.0.1", cli: ["drawbridge"], home: [], server: "presto" }),
  ) ?? [];

describe("a failed Spark job of the embedded stack", function () {
  this.timeout(120_000);
  let terminal: CommandLine;
  let agent: Client;
  let inbox: InboxVisitor;
  before(async () => {
    const { registryUrl } = await sharedStack();
    terminal = new CommandLine();
    const { code, stderr } = await terminal.run("login", "--registry", registryUrl, "--as", "ada");
    assert.equal(code, 0, stderr);
    agent = await modernAgent("spark", terminal.home);
    inbox = new InboxVisitor(registryUrl);
    await inbox.signIn("ada");
  });
  after(async () => {
    await agent?.close();
    await terminal?.dispose();
  });

  async function answer(name: string, args: Record<string, unknown>): Promise<unknown> {
    const result = await agent.callTool({ name, arguments: args });
    assert.notEqual(result.isError, true, JSON.stringify(result.content));
    return result.structuredContent;
  }
  const diagnosed = async (app: string) => Diagnosis.parse(await answer("diagnose_app", { app }));

  async function appNamed(name: string): Promise<string> {
    const { apps } = Found.parse(await answer("find_apps", { pattern: name }));
    const [found] = apps;
    assert.ok(found !== undefined && apps.length === 1, JSON.stringify(apps));
    return found.app;
  }

  const decide = (decision: "approve" | "reject", reason?: string) => decideWaiting(terminal, inbox, decision, reason);

  for (const [name, cause, evidence] of [
    ["oom_wrapped_in_pipeline_error", "executor-out-of-memory", /OutOfMemoryError: Java heap space/],
    ["udf_key_error_wrapped", "user-code", /KeyError: 50/],
    ["lock_in_closure", "not-serializable", /pickle/],
    ["file_gone_overwritten_by_other_job", "file-gone", /FileNotFound|FILE_NOT_EXIST|does not exist/],
  ] as const) {
    it(
      verifies("spark.first-diagnosis", `The diagnosis of ${name} finds ${cause} in one call, with evidence`),
      async () => {
        const diagnosis = await diagnosed(await appNamed(name));
        assert.deepEqual([diagnosis.cause, diagnosis.confidence], [cause, "high"]);
        assert.match(diagnosis.evidence.map(({ text }) => text).join("\n"), evidence);
        assert.ok(diagnosis.evidence.every(({ source }) => source !== ""));
        assert.ok(diagnosis.fix.length > 20);
      },
    );
  }

  it(
    verifies("spark.remembers", "A root cause is stored after a person approved it, and the next diagnosis shows it"),
    async () => {
      const app = await appNamed("oom_wrapped_in_pipeline_error");
      const rootCause = { title: "One group held all rows of the day", fix: "Grouped by customer before by day." };
      // The stack is shared, so other tests may have recorded root causes too.
      assert.ok((await diagnosed(app)).similar.every(({ title }) => title !== rootCause.title));
      const recording = answer("record_root_cause", { app, ...rootCause });
      assert.match(await decide("approve"), /One group held all rows of the day[\s\S]*readable by: ads-eng/);
      assert.equal(z.object({ app: z.string() }).parse(await recording).app, app);
      const past = (await diagnosed(app)).similar.find(({ title }) => title === rootCause.title);
      assert.deepEqual([past?.title, past?.fix, past?.same], [rootCause.title, rootCause.fix, true]);
    },
  );

  it(verifies("spark.remembers", "A root cause is not stored if the person rejects it"), async () => {
    const app = await appNamed("udf_key_error_wrapped");
    const guess = { title: "A guess without a check", fix: "None, it was a guess." };
    const recording = agent.callTool({ name: "record_root_cause", arguments: { app, ...guess } });
    await decide("reject", "we do not know that");
    const { isError, content } = await recording;
    assert.equal(isError, true);
    assert.match(JSON.stringify(content), /we do not know that/);
    assert.ok((await diagnosed(app)).similar.every(({ title }) => title !== guess.title));
  });

  it(verifies("stack.next-steps", "The command that npm start prints asks for a diagnosis"), async () => {
    const { stdout, code, stderr } = await terminal.run("call", "spark", "diagnose_app", "--args", printedArguments);
    assert.equal(code, 0, stderr);
    assert.equal(Diagnosis.parse(JSON.parse(stdout)).cause, "executor-out-of-memory");
  });
});
