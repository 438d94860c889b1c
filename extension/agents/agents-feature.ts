/** The commands that connect the other agents of this machine. Their code is loaded at the first use. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { registerCommand } from "../commands/register.ts";
import { commands, contextKeys } from "../contributions.ts";
import { type Disposable, Disposables } from "../disposables.ts";
import { type GettingStarted, setContext } from "../getting-started.ts";
import type { Offers } from "../offers/offers.ts";
import type { Window } from "../window.ts";
import type { AgentsController } from "./agents-controller.ts";

export interface AgentsFeature extends Disposable {
  /** Where agents are connected already, makes them start the proxy that this version ships. */
  start(): void;
}

export function registerAgents({ home, program, state }: Window, steps: GettingStarted, offers: Offers): AgentsFeature {
  const own = new Disposables();
  let agents: Promise<AgentsController> | null = null;
  const controller = (): Promise<AgentsController> => {
    agents ??= import("./agents-controller.ts").then(({ AgentsController }) =>
      own.add(
        new AgentsController({
          home,
          program,
          state: () => state.current,
          offered: () => offers.everywhere.offered,
          connected: (any) => {
            setContext(contextKeys.agentsConnected, any);
            steps.become({ hasConnectedAgents: any });
          },
        }),
      ),
    );
    return agents;
  };
  const command: typeof registerCommand = (id, run) => own.add(registerCommand(id, run));
  command(commands.connectAgents, async () => (await controller()).connect());
  command(commands.disconnectAgents, async () => (await controller()).disconnect());
  command(commands.undoAgents, async () => (await controller()).undo());
  command(commands.applyChange, async () => (await controller()).answer(true));
  command(commands.discardChange, async () => (await controller()).answer(false));
  return {
    start: () => {
      if (existsSync(join(home.folder, "bin"))) void controller().then((opened) => opened.keepUp());
    },
    dispose: () => own.dispose(),
  };
}
