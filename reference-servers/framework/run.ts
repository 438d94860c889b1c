/** Starts a server as a process of a deployment. All settings come from the environment. */
import type { Part } from "@drawbridge/contracts/part";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { readAtStart } from "@drawbridge/hosted/at-start";
import { endOnSignal } from "@drawbridge/hosted/end-on-signal";
import { secretIn } from "@drawbridge/hosted/secret-in";
import type { ServerDefinition } from "./define-server.ts";
import { serve } from "./serve.ts";
import { readPlace } from "./settings.ts";

/** Starts `definition` in this process. Throws with the names of the variables that are missing or wrong. */
export async function startServer<Services>(
  definition: ServerDefinition<Services>,
  environment: NodeJS.ProcessEnv,
): Promise<Part> {
  const place = readPlace(environment, { title: definition.title, own: definition.settings });
  return serve(definition, {
    port: place.PORT,
    url: place.DRAWBRIDGE_SERVER_URL,
    registry: {
      url: place.DRAWBRIDGE_REGISTRY_URL,
      credential: secretIn(
        environment,
        partSecretVariables.registryCredential,
        place[partSecretVariables.registryCredential],
      ),
    },
    edgeProof: secretIn(environment, partSecretVariables.edgeProof, place[partSecretVariables.edgeProof]),
    settings: environment,
  });
}

/**
 * The whole of a server's main.ts: starts the server from the process's environment, and drains it on SIGTERM and SIGINT.
 * A second signal ends the process at once.
 */
export async function runServer<Services>(definition: ServerDefinition<Services>): Promise<void> {
  const { settings: own, name, title } = definition;
  const names = Object.keys(own?.variables.shape ?? {});
  const place = readAtStart(name, process.env, (environment) => readPlace(environment, { title, own }), names);
  endOnSignal(await startServer(definition, process.env), place.DRAWBRIDGE_LISTEN_ON_SECONDS);
}
