/**
 * Secrets between the parts of one embedded stack. The stack makes one root secret at every start; the stack, the edge
 * and the registry keep it in memory. Each server holds only what is derived for it, so that one server can neither act
 * as the edge towards another server nor speak to the registry as another server.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { acceptedOf, type Secret } from "./secret.ts";

/** The environment variables in which a part receives its secrets, where parts are separate processes. */
export const partSecretVariables = {
  root: "DRAWBRIDGE_ROOT_SECRET",
  /** The second value of a secret while it is changed. */
  rootOther: "DRAWBRIDGE_ROOT_SECRET_OTHER",
  edgeProof: "DRAWBRIDGE_EDGE_PROOF",
  edgeProofOther: "DRAWBRIDGE_EDGE_PROOF_OTHER",
  registryCredential: "DRAWBRIDGE_REGISTRY_CREDENTIAL",
  registryCredentialOther: "DRAWBRIDGE_REGISTRY_CREDENTIAL_OTHER",
  peers: "DRAWBRIDGE_PEERS",
  peersOther: "DRAWBRIDGE_PEERS_OTHER",
  /** The secret of the approver's OAuth client; in production the one that your identity provider issued. */
  approverClient: "DRAWBRIDGE_APPROVER_CLIENT_SECRET",
  approverClientOther: "DRAWBRIDGE_APPROVER_CLIENT_SECRET_OTHER",
  /** JSON with one for each of several identity providers, by the provider's name. */
  approverClients: "DRAWBRIDGE_APPROVER_CLIENT_SECRETS",
  approverClientsOther: "DRAWBRIDGE_APPROVER_CLIENT_SECRETS_OTHER",
} as const;

/** The fewest characters of a secret that an operator makes. */
export const minSecretLength = 32;

/** What the edge shows to server `server` to prove who it is. */
export const edgeProof = (root: string, server: string): string => derive(root, `edge->${server}`);

/** What part `part` (a server's name, or "edge") shows to the registry's internal routes as a bearer token. */
export const registryCredential = (root: string, part: string): string => derive(root, `${part}->registry`);

/** What server `from` shows to server `to` as a bearer token, where one calls the other. */
export const peerCredential = (root: string, from: string, to: string): string => derive(root, `${from}=>${to}`);

/** What the registry shows to the development identity provider as the approver's client. */
export const approverClientSecret = (root: string): string => derive(root, "registry->identity");

/** Whether `shown` is a value of the expected secret; each comparison takes constant time. */
export const sameSecret = (shown: string, expected: Secret): boolean =>
  acceptedOf(expected).some((value) => sameText(shown, value));

function sameText(shown: string, expected: string): boolean {
  const a = Buffer.from(shown);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

const derive = (root: string, label: string): string => createHmac("sha256", root).update(label).digest("base64url");
