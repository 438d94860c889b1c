/**
 * Why a folder behind a symbolic link is not used: a process that can replace the link can listen in the broker's
 * place.
 */
import { ProxyError } from "../kernel/errors.ts";

export const behindLink = (folder: string): ProxyError =>
  new ProxyError(
    "unreachable",
    `Drawbridge cannot use the folder ${folder}: it is a symbolic link, and who can exchange a link could take the broker's place. Put a folder in its place, or set DRAWBRIDGE_HOME (or --home) to the folder that it leads to.`,
  );
