/**
 * `drawbridge login`: one trip to the company's sign-in. The broker gets the tokens, and this program keeps nothing.
 */

import type { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import { publicProvidersOf, type WellKnown } from "@drawbridge/contracts/registry";
import { withBroker } from "../client/with-broker.ts";
import type { Home } from "../files/home.ts";
import { lastIssuerOf, readConfiguration } from "../identity/configuration.ts";
import { signInAsDemoUser } from "../identity/demo-user.ts";
import { signInByDevice } from "../identity/device.ts";
import { chooseProvider } from "../identity/errors.ts";
import { connectIssuer, type Issuer } from "../identity/issuer.ts";
import { signInByBrowser } from "../identity/loopback.ts";
import { providerChoice, type Wish } from "../identity/provider-choice.ts";
import { handed, type Tokens } from "../identity/tokens.ts";
import { discoverRegistry } from "../identity/well-known.ts";
import { fetchOver } from "../network/fetch.ts";
import { HttpChannel } from "../network/http-channel.ts";
import { Network } from "../network/network.ts";
import { rememberNetwork, settingsFrom, unreadableProxies } from "../network/settings.ts";
import { openBrowser } from "../terminal/browser.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { usageFailure } from "../terminal/failure.ts";
import { resultJson, type Terminal } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";
import { lastProviderLine, providerLines } from "./provider-lines.ts";
import { deviceLines, quietLine } from "./sign-in-lines.ts";
import { describeStatus } from "./status.ts";

const options = {
  registry: { type: "string" },
  provider: { type: "string" },
  device: { type: "boolean" },
  as: { type: "string" },
} as const;

export const login: Command = {
  usage: `login [--registry URL] [--provider NAME] [--device | --as USER] [--json] [--home FOLDER]

  --registry URL   your company's registry; needed the first time only
  --provider NAME  the identity provider, if your company has several; the last one is remembered
  --device         sign in with a code in a browser elsewhere
  --as USER        a demo user (ada, finn, ines, omar); with the development identity provider only

Behind a proxy, or with a certificate authority of your company's: set HTTPS_PROXY, NO_PROXY and
NODE_EXTRA_CA_CERTS for this command. What it worked with is remembered, and used for your agents.`,

  async homeUsage(home) {
    const wellKnown = await readConfiguration(home);
    const providers = wellKnown === null ? [] : publicProvidersOf(wellKnown);
    return providers.length > 1 ? ["Your company's identity providers:", ...providerLines(providers)] : [];
  },

  async run(args, terminal) {
    const { options: values, home, json } = readArguments(args, options);
    if (values.device === true && values.as !== undefined) throw usageFailure("--device and --as exclude each other.");
    const registry = values.registry ?? (await knownRegistry(home));
    const network = settingsFrom(process.env);
    const unreadable = unreadableProxies(process.env);
    if (unreadable !== null) terminal.note(`${unreadable}.`);
    const fetch = fetchOver(new HttpChannel(new Network(network)));
    const wellKnown = await discoverRegistry(registry, fetch);
    const provider = chosenProvider(wellKnown, { name: values.provider, lastIssuer: await lastIssuerOf(home) });
    const issuer = await connectIssuer(wellKnown, fetch, provider.issuer);
    const others = publicProvidersOf(wellKnown).filter((each) => each !== provider);
    if (values.provider === undefined && others.length > 0) terminal.note(lastProviderLine(provider, others));
    return withBroker(home, async (broker) => {
      const tokens = await trip(issuer, { device: values.device === true, as: values.as }, terminal);
      await rememberNetwork(home, network);
      const status = await broker.request("signIn", { wellKnown, tokens: handed(tokens), issuer: provider.issuer });
      if (json) resultJson(terminal, status);
      else for (const line of describeStatus(status, home)) terminal.result(line);
      return exitCode.ok;
    });
  },
};

async function knownRegistry(home: Home): Promise<WellKnown["registry"]> {
  const configuration = await readConfiguration(home);
  if (configuration === null)
    throw usageFailure("Which registry? Give your company's address once: drawbridge login --registry URL");
  return configuration.registry;
}

/** Throws `choose-provider`. */
function chosenProvider(wellKnown: WellKnown, wish: Wish): PublicProvider {
  const choice = providerChoice(wellKnown, wish);
  if (choice.kind === "provider") return choice.provider;
  throw chooseProvider(wish.name, providerLines(choice.providers));
}

interface SignInMethod {
  readonly device: boolean;
  readonly as: string | undefined;
}

function trip(issuer: Issuer, method: SignInMethod, terminal: Terminal): Promise<Tokens> {
  if (method.as !== undefined) return signInAsDemoUser(issuer, method.as);
  if (method.device) {
    return signInByDevice(issuer, (prompt) => {
      for (const line of deviceLines(prompt)) terminal.note(line);
    });
  }
  return signInByBrowser(issuer, {
    open: (url) => {
      terminal.note(`Sign in with your browser: ${url.href}`);
      openBrowser(url, () =>
        terminal.note("No browser could be opened here: open the address above yourself, or stop and use --device."),
      );
    },
    quiet: (redirect) => terminal.note(quietLine(issuer, redirect)),
  });
}
