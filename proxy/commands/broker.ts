/** `drawbridge broker`: bridges and commands start it by themselves. `--stop` ends it. */
import { BrokerClient } from "../client/broker-client.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

export const broker: Command = {
  usage: `broker [--stop] [--json] [--home FOLDER]

Runs the broker in the foreground. Agents and commands start it when they need it.
  --stop  end the one that runs`,

  async run(args, terminal) {
    const { options, home, json } = readArguments(args, { stop: { type: "boolean" } });
    if (options.stop !== true) {
      const { runBroker } = await import("../broker/main.ts");
      await runBroker(home);
      return exitCode.ok;
    }
    const running = await BrokerClient.find(home);
    await running?.shutdown();
    if (json) resultJson(terminal, { stopped: running !== null });
    else terminal.result(running === null ? "No broker was running." : "The broker has ended.");
    return exitCode.ok;
  },
};
