/** A user's machine in a temporary folder: agents' files, a Drawbridge home, and a PATH of its own. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Workplace } from "../../../../proxy/agents/agent-discovery.ts";
import { agentOf } from "../../../../proxy/agents/agent-table.ts";
import { applyPlans, type Outcome } from "../../../../proxy/agents/apply.ts";
import type { Agent } from "../../../../proxy/agents/model/agent.ts";
import { type Plan, planToAdd, planToRemove } from "../../../../proxy/agents/plan.ts";
import { planToUndo } from "../../../../proxy/agents/undo.ts";
import { homeOf } from "../../../../proxy/files/home.ts";

export class TemporaryWorkplace {
  readonly folder = mkdtempSync(join(tmpdir(), "drawbridge-agents-"));
  readonly workplace: Workplace = {
    home: homeOf(join(this.folder, ".drawbridge")),
    machine: { platform: "linux", homeFolder: this.folder, environment: { PATH: join(this.folder, "bin") } },
  };
  #batch = 0;

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string | Buffer, mode = 0o644): string {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
    chmodSync(this.path(name), mode);
    return this.path(name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  agent(id: string): Agent {
    const agent = agentOf(id);
    if (agent === undefined) throw new Error(`no agent ${id}`);
    return agent;
  }

  /** Throws the error of the plan or of applying it. */
  async add(id: string, ...servers: string[]): Promise<Outcome> {
    return this.apply(await planToAdd(this.workplace, this.agent(id), servers));
  }

  async remove(id: string, ...servers: string[]): Promise<Outcome> {
    return this.apply(await planToRemove(this.workplace, this.agent(id), servers.length === 0 ? null : servers));
  }

  async apply(...plans: Plan[]): Promise<Outcome> {
    this.#batch += 1;
    const outcomes = await applyPlans(this.workplace, plans, String(this.#batch));
    for (const outcome of outcomes) if (outcome.kind === "trouble") throw outcome.trouble;
    const [first] = outcomes;
    if (first === undefined) throw new Error("no plan");
    return first;
  }

  /** Undoes the last change. Returns the plans that did it. */
  async undo(): Promise<readonly Plan[]> {
    const plans = (await planToUndo(this.workplace)).map((way) => {
      if (way.kind === "trouble") throw way.trouble;
      return way.plan;
    });
    for (const plan of plans) await this.apply(plan);
    return plans;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
