/** What the tools of the Presto server share. */
import type { Context } from "@drawbridge/framework";
import type { Caller, Engine } from "./engines/engine.ts";
import type { Queries } from "./queries/queries.ts";
import type { PrestoSettings } from "./settings.ts";
import type { Shares } from "./shares.ts";
import type { Judge } from "./sql/judge.ts";

export interface PrestoServices {
  readonly settings: PrestoSettings;
  readonly engine: Engine;
  readonly judge: Judge;
  readonly queries: Queries;
  readonly shares: Shares;
}

export type PrestoContext = Context<PrestoServices>;

/** The user to whom a call's query belongs, as sent to the engine. */
export const callerOf = ({ principal, agent, approved }: PrestoContext): Caller => ({
  user: principal.user,
  agent,
  approved,
});

/** The judge, limited to the share of the call's user. */
export function judgeFor({ principal, signal, services }: PrestoContext): Omit<Judge, "close"> {
  const { judge, shares } = services;
  return {
    read: (text) => shares.judge.use(principal.user, signal, () => judge.read(text)),
    change: (text) => shares.judge.use(principal.user, signal, () => judge.change(text)),
  };
}
