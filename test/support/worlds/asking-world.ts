/**
 * The upstream world (upstream-world.ts) with a server that asks for approval, agents of ada, and ada as the person who
 * decides.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { Approval } from "@drawbridge/contracts/approvals";
import type { LocalApproval } from "../../../proxy/contracts/control.ts";
import type { Home } from "../../../proxy/files/home.ts";
import { isObject, type JsonObject } from "../../../proxy/kernel/json.ts";
import { bundledCli } from "../agents/proxy-bundle.ts";
import { modernMeta, RawAgent } from "../agents/raw-agent.ts";
import { until } from "../clocks/until.ts";
import { Approver } from "../people/approver.ts";
import { AskingUpstream } from "../servers/asking-upstream.ts";
import { UpstreamWorld, withControl } from "./upstream-world.ts";

export interface AskingAgent {
  readonly agent: RawAgent;
  /** Calls the tool `change` with this text. */
  call(text: string, meta?: JsonObject, id?: number): Promise<JsonObject>;
  close(): Promise<unknown>;
}

export class AskingWorld {
  readonly world: UpstreamWorld;
  readonly upstream: AskingUpstream;
  readonly home: Home;
  readonly ada: Approver;

  private constructor(world: UpstreamWorld, upstream: AskingUpstream, home: Home, ada: Approver) {
    this.world = world;
    this.upstream = upstream;
    this.home = home;
    this.ada = ada;
  }

  static async start(): Promise<AskingWorld> {
    const [world] = await Promise.all([UpstreamWorld.start(), bundledCli()]);
    const upstream = await AskingUpstream.start(world.registry, "asking");
    const home = await world.signedIn("ada");
    return new AskingWorld(
      world,
      upstream,
      home,
      await Approver.of((name) => world.identity.accessToken(name), world.registry.url, "ada"),
    );
  }

  async close(): Promise<void> {
    await this.world.close();
    await this.upstream.stop();
  }

  /** Sets how many seconds agents wait from now on. */
  waitsForApproval(seconds: number): void {
    const configuration: unknown = JSON.parse(readFileSync(this.home.configFile, "utf8"));
    assert.ok(isObject(configuration));
    writeFileSync(this.home.configFile, JSON.stringify({ ...configuration, approvalPatience: { default: seconds } }));
  }

  async agent(era: "legacy" | "modern", capabilities: JsonObject = {}, args = ["asking"]): Promise<AskingAgent> {
    const agent = new RawAgent((await bundledCli()).cli, this.home.folder, args);
    if (era === "legacy") await agent.initialize(capabilities);
    const own = era === "modern" ? modernMeta(capabilities) : {};
    return {
      agent,
      call: (text, meta = {}, id = agent.nextId()) =>
        agent.request("tools/call", { name: "change", arguments: { text }, _meta: { ...own, ...meta } }, id),
      close: () => agent.close(),
    };
  }

  /** Waits until there is a pending request for the call with this text. */
  async pending(text: string): Promise<Approval> {
    let found: Approval | undefined;
    await until(`${text} is pending`, async () => {
      found = (await this.ada.list()).approvals.find(({ view }) => view.plan.summary === `Change ${text}`);
      return found !== undefined;
    });
    assert.ok(found);
    return found;
  }

  /** The request as the broker knows it. */
  async known({ view }: Approval): Promise<LocalApproval | undefined> {
    const { approvals } = await withControl(this.home, (broker) => broker.request("approvals", { folders: [] }));
    return approvals.find(({ approval }) => approval.view.id === view.id);
  }

  /** Waits until an agent waits for the request, or, where `waiting` is false, until none waits any more. */
  waits(approval: Approval, waiting = true): Promise<void> {
    return until(`a caller waits: ${waiting}`, async () => {
      const askers = (await this.known(approval))?.askers ?? [];
      return askers.length > 0 && askers.some((asker) => asker.waiting) === waiting;
    });
  }
}
