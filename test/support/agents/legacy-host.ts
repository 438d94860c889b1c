/** The set-up of suites about an agent of the older protocol and a scripted server of the same age. */
import { ScriptedUpstream } from "../servers/scripted-upstream.ts";
import { legacyServer } from "../transcript/legacy-server.ts";
import { ConnectedHost } from "./connected-host.ts";

export interface LegacyPair {
  readonly upstream: ScriptedUpstream;
  /** It has shaken hands with the server. */
  readonly host: ConnectedHost;
}

/** Gives each test of a suite a server and a host of its own. Call it inside `describe`. */
export function withLegacyHost(take: (pair: LegacyPair) => void): void {
  let pair: LegacyPair | undefined;
  beforeEach(async () => {
    const upstream = await new ScriptedUpstream(legacyServer().serve).start();
    const host = new ConnectedHost({ url: upstream.url });
    pair = { upstream, host };
    await host.begin();
    take(pair);
  });
  afterEach(async () => {
    pair?.host.close();
    await pair?.upstream.close();
  });
}
