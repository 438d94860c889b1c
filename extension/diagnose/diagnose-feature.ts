/** The command that examines this machine and this editor. */
import { failureOf } from "../../proxy/terminal/failure.ts";
import { registerCommand } from "../commands/register.ts";
import { commands } from "../contributions.ts";
import type { Disposable } from "../disposables.ts";
import type { SignInServices } from "../signin/sign-in-services.ts";
import type { Window } from "../window.ts";
import { judgeEditor, judgeRegistry } from "./report.ts";

export function registerDiagnose(
  { context, home, link, registry, state }: Window,
  services: () => Promise<SignInServices>,
): Disposable {
  const version = String(context.extension.packageJSON.version);
  return registerCommand(commands.diagnose, async () => {
    const [{ diagnose }, { askReading }, { editor }] = await Promise.all([
      import("./diagnose.ts"),
      import("../../proxy/commands/doctor/token.ts"),
      services(),
    ]);
    const own = async () => [
      judgeRegistry(state.current.registry, state.current.other),
      judgeEditor((await editor.stored())?.user ?? null, state.current.user?.name ?? null),
    ];
    const askBroker = () => link.ask((broker) => broker.request("status")).catch(failureOf);
    const askToken = () => link.ask(askReading).catch(() => null);
    await diagnose({ home, askBroker, askToken, registry: registry.current }, own, version);
  });
}
