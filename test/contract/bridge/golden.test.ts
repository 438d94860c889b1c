import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Broker, startBroker } from "../../../proxy/broker/broker.ts";
import { settingsFrom } from "../../../proxy/broker/main.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { openSession } from "../../../proxy/identity/session.ts";
import { type Conversation, conversations, type Stage } from "../../golden/eras/conversations.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { repository } from "../../support/machine/source-files.ts";
import { Host, type HostEra } from "../../support/transcript/host.ts";
import { legacyServer } from "../../support/transcript/legacy-server.ts";
import { modernServer } from "../../support/transcript/modern-server.ts";
import type { FeatureServer } from "../../support/transcript/server.ts";
import { tapped } from "../../support/transcript/tap.ts";
import { Transcript } from "../../support/transcript/transcript.ts";
import { verifies } from "../../support/verifies.ts";

const folder = join(repository, "test/golden/eras");
const eras = ["legacy", "modern"] as const;
/** How many conversations run at once. */
const side = 5;
const servers: Record<HostEra, () => FeatureServer> = { legacy: legacyServer, modern: modernServer };

describe("conversations through a bridge", function () {
  this.timeout(30_000);
  const home = homeOf(mkdtempSync(join(tmpdir(), "drawbridge-golden-")));
  let cli: string;
  let broker: Broker | null;
  before(async () => {
    ({ cli } = await bundledCli());
    // The broker waits longer for a server's facts than a person's broker, so a busy machine changes no transcript.
    const settings = { ...settingsFrom({}), factsTimeouts: { newerMs: 10_000, firstMs: 10_000 } };
    broker = await startBroker(home, settings, (parts) => openSession(home, parts));
  });
  after(async () => {
    await broker?.close();
    rmSync(home.folder, { recursive: true, force: true, maxRetries: 3 });
  });

  async function transcriptOf(host: HostEra, server: HostEra, conversation: Conversation): Promise<string> {
    const transcript = new Transcript();
    const upstream = servers[server]();
    const tap = await tapped(upstream, transcript);
    const agent = new RawAgent(cli, home.folder, ["--url", tap.url]);
    const speaker = new Host(host, agent, transcript, conversation.capabilities ?? {});
    try {
      if (!conversation.fromTheStart) {
        await speaker.begin(server);
        // On a busy machine the first answer may come before the server's list, so wait for the list.
        await until("the tools are known", async () => "result" in (await speaker.request("tools/list")));
        await until("the broker has no answer to its own questions to come", () => isAnswered(transcript, server));
        await speaker.quiet();
        transcript.begin();
        speaker.numberFrom(3);
      }
      await conversation.play({ host: speaker, serverEra: server, server: recorded(upstream, transcript) });
      return transcript.text();
    } finally {
      await speaker.close();
      await tap.close();
    }
  }

  for (const host of eras) {
    for (const server of eras) {
      const crossing = join(folder, `${host}-host-${server}-server`);
      describe(`of a ${host} host with a ${server} server`, () => {
        const transcripts = new Map<string, Promise<string>>();
        before(() => {
          // The conversations run side by side, because each of them mostly waits.
          const turns = Array.from({ length: side }, () => Promise.resolve());
          Object.entries(conversations).forEach(([name, conversation], i) => {
            const played = (turns[i % side] ?? Promise.resolve()).then(() => transcriptOf(host, server, conversation));
            turns[i % side] = played.then(
              () => {},
              () => {},
            );
            transcripts.set(name, played);
          });
        });

        for (const name of Object.keys(conversations)) {
          it(
            verifies(
              "bridge.golden",
              `The conversation ${name} of a ${host} host with a ${server} server is word for word as recorded`,
            ),
            async () => {
              const file = join(crossing, `${name}.jsonl`);
              const text = (await transcripts.get(name)) ?? "";
              if (process.env.UPDATE_GOLDEN) {
                mkdirSync(dirname(file), { recursive: true });
                writeFileSync(file, text);
              }
              assert.deepEqual(linesOf(text), linesOf(readFileSync(file, "utf8")));
            },
          );
        }

        it(
          verifies(
            "bridge.golden",
            `Every transcript of a ${host} host with a ${server} server belongs to a conversation`,
          ),
          () => {
            const files = readdirSync(crossing).map((file) => file.replace(/\.jsonl$/, ""));
            assert.deepEqual(files.sort(), Object.keys(conversations).sort());
          },
        );
      });
    }
  }
});

/**
 * Where the server answered late at the start, the broker asks in the background who it is, and which tools it has. A legacy
 * server refuses the first question without naming it.
 */
const isAnswered = (transcript: Transcript, server: HostEra): boolean =>
  ["drawbridge-tools", ...(server === "modern" ? ["drawbridge-discover"] : [])].every((id) => {
    const answered = transcript.count("server → bridge", id) + transcript.count("bridge → server ends", id);
    return transcript.count("bridge → server", id) === answered;
  });

const linesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** What the test does at the server, which the transcript shows too. */
function recorded(server: FeatureServer, transcript: Transcript): Stage["server"] {
  const noted = (what: string) => transcript.add("at the server", what);
  return {
    toolsChanged: () => {
      noted("the tools change");
      server.toolsChanged();
    },
    promptsChanged: () => {
      noted("the prompts change");
      server.promptsChanged();
    },
    resourcesChanged: () => {
      noted("the resources change");
      server.resourcesChanged();
    },
    resourceUpdated: (uri) => {
      noted(`${uri} is updated`);
      server.resourceUpdated(uri);
    },
  };
}
