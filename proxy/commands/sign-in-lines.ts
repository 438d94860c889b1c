/** What `drawbridge login` tells the person during a sign-in. Pure. */
import type { DevicePrompt } from "../identity/device.ts";
import type { Issuer } from "../identity/issuer.ts";

/** Each link ends its line, because terminals and scripts take what follows a link for a part of it. */
export function deviceLines({ url, code, directUrl, expiresInSeconds }: DevicePrompt): readonly string[] {
  return [
    `Open ${url} in any browser and enter the code ${code}`,
    ...(directUrl === null ? [] : [`Or open this link, which enters the code for you: ${directUrl}`]),
    `Waiting for you; the code serves ${Math.round(expiresInSeconds / 60)} minutes.`,
  ];
}

/** A provider that refuses the client or the redirect address must not send the browser back (RFC 6749 §4.1.2.1). */
export const quietLine = ({ url, config }: Pick<Issuer, "url" | "config">, redirect: string): string =>
  `Still waiting for your browser. If it shows an error page of the identity provider, stop this with Ctrl-C and show that page to the operator of Drawbridge at your company. The client ${config.clientMetadata().client_id} and its redirect address ${redirect} must be registered at ${url}.`;
