/**
 * A realm of Keycloak, set up by its own admin REST API as a company's operator would: people, groups, clients, mappers.
 * Nothing in it has a name of Drawbridge's.
 */
import { z } from "zod";
import { operator } from "./keycloak-process.ts";

/** The representations of Keycloak's API, in which everything is optional. */
type Representation = Readonly<Record<string, unknown>>;

export interface KeycloakRealm {
  readonly name: string;
  readonly issuer: string;
  /** Creates a person with the password `passwordOf(name)`. Returns their id, which is `sub`. */
  addUser(name: string, groups?: readonly string[]): Promise<string>;
  /** Creates a group; `/eng/data` is below `/eng`. */
  addGroup(path: string): Promise<void>;
  addClient(client: Representation & { readonly clientId: string }): Promise<void>;
  changeClient(clientId: string, change: (client: Representation) => Representation): Promise<void>;
  addMapper(clientId: string, mapper: Mapper): Promise<void>;
  addRole(role: string, user: string): Promise<void>;
  removeRole(role: string, user: string): Promise<void>;
  join(user: string, group: string): Promise<void>;
  leave(user: string, group: string): Promise<void>;
  change(user: string, change: Representation): Promise<void>;
  /** Ends all sessions of a person, as an operator does, or as the company's portal does after a logout. */
  signOut(user: string): Promise<void>;
  /** Adds a key with which the realm signs from then on, and lets the earlier ones only verify. */
  rotateKey(): Promise<void>;
  /** How many sign-ins that outlive the browser's session (`offline_access`) the person has with this client. */
  offlineSessions(user: string, clientId: string): Promise<number>;
  set(change: Representation): Promise<void>;
}

export interface Mapper {
  readonly name: string;
  readonly protocol: "openid-connect";
  readonly protocolMapper: string;
  readonly config: Readonly<Record<string, string>>;
}

export const passwordOf = (name: string): string => `password-of-${name}`;

const Named = z.array(z.looseObject({ id: z.string(), name: z.string().optional() })).min(1);
const Sessions = z.array(z.looseObject({ id: z.string() }));
const One = z.looseObject({ id: z.string() });
/** Milliseconds; the operator's token lives for a minute. */
const tokenUseMs = 30_000;

/** Creates the realm at the Keycloak that answers at `url`. */
export async function createRealm(url: string, name: string, settings: Representation = {}): Promise<KeycloakRealm> {
  const api = adminApi(url);
  await api("POST", "", { realm: name, enabled: true, ...settings });
  const at = (path: string): string => `/${name}${path}`;
  const idOf = async (path: string): Promise<string> => {
    const [found] = Named.parse(await api("GET", at(path)));
    return found?.id ?? "";
  };
  const userId = (user: string): Promise<string> => idOf(`/users?exact=true&username=${user}`);
  const clientPath = async (clientId: string): Promise<string> =>
    at(`/clients/${await idOf(`/clients?clientId=${clientId}`)}`);
  const groupId = async (path: string): Promise<string> => One.parse(await api("GET", at(`/group-by-path${path}`))).id;
  const roles = async (method: "POST" | "DELETE", role: string, user: string): Promise<void> => {
    const mappings = at(`/users/${await userId(user)}/role-mappings/realm`);
    await api(method, mappings, [await api("GET", at(`/roles/${role}`))]);
  };
  return {
    name,
    issuer: `${url}/realms/${name}`,
    async addUser(username, groups = []) {
      await api("POST", at("/users"), {
        ...{ username, email: `${username}@acme.test`, emailVerified: true, enabled: true, groups },
        ...{ firstName: username.replace(/^./, (letter) => letter.toUpperCase()), lastName: "Acme" },
        credentials: [{ type: "password", value: passwordOf(username), temporary: false }],
      });
      return userId(username);
    },
    async addGroup(path) {
      const parent = path.slice(0, path.lastIndexOf("/"));
      const body = { name: path.slice(parent.length + 1) };
      await api("POST", at(parent === "" ? "/groups" : `/groups/${await groupId(parent)}/children`), body);
    },
    addClient: async (client) => void (await api("POST", at("/clients"), client)),
    async changeClient(clientId, change) {
      const path = await clientPath(clientId);
      await api("PUT", path, change(One.parse(await api("GET", path))));
    },
    addMapper: async (clientId, mapper) =>
      void (await api("POST", `${await clientPath(clientId)}/protocol-mappers/models`, mapper)),
    async addRole(role, user) {
      await api("POST", at("/roles"), { name: role }).catch(() => {});
      await roles("POST", role, user);
    },
    removeRole: (role, user) => roles("DELETE", role, user),
    join: async (user, group) =>
      void (await api("PUT", at(`/users/${await userId(user)}/groups/${await groupId(group)}`))),
    leave: async (user, group) =>
      void (await api("DELETE", at(`/users/${await userId(user)}/groups/${await groupId(group)}`))),
    async change(user, change) {
      const path = at(`/users/${await userId(user)}`);
      await api("PUT", path, { ...One.parse(await api("GET", path)), ...change });
    },
    async offlineSessions(user, clientId) {
      const id = await idOf(`/clients?clientId=${clientId}`);
      return Sessions.parse(await api("GET", at(`/users/${await userId(user)}/offline-sessions/${id}`))).length;
    },
    signOut: async (user) => void (await api("POST", at(`/users/${await userId(user)}/logout`))),
    async rotateKey() {
      const { id: parentId } = One.parse(await api("GET", at("")));
      await api("POST", at("/components"), {
        ...{ name: "next", providerId: "rsa-generated", providerType: "org.keycloak.keys.KeyProvider", parentId },
        config: { priority: ["200"], enabled: ["true"], active: ["true"], algorithm: ["RS256"], keySize: ["2048"] },
      });
    },
    set: async (change) => void (await api("PUT", at(""), change)),
  };
}

/** Calls the admin REST API as its operator. Throws an Error with Keycloak's own words. */
function adminApi(url: string): (method: string, path: string, body?: unknown) => Promise<unknown> {
  let token = { text: "", at: Number.NEGATIVE_INFINITY };
  const signedIn = async (): Promise<string> => {
    if (performance.now() - token.at < tokenUseMs) return token.text;
    const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        ...{ grant_type: "password", client_id: "admin-cli" },
        ...{ username: operator.user, password: operator.password },
      }),
    });
    const { access_token } = z.object({ access_token: z.string() }).parse(await answer.json());
    token = { text: access_token, at: performance.now() };
    return access_token;
  };
  return async (method, path, body) => {
    const response = await fetch(`${url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${await signedIn()}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
}
