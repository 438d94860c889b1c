/**
 * A company in containers: Postgres, Keycloak, a real Presto, and two of each part of Drawbridge, on a network of their own
 * with internal names and TLS. People reach it from outside through a load balancer.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import {
  ensureRegistryRoles,
  type RegistryRoles,
} from "../../../reference-servers/platform/postgres/registry-roles.ts";
import { createRealm, type KeycloakRealm } from "../identity/keycloak-realm.ts";
import { approverClient, brokerClient } from "../identity/keycloak-setup.ts";
import { tokenShapes } from "../identity/token-shapes.ts";
import { repository } from "../machine/source-files.ts";
import { freePort } from "../network/listening.ts";
import { CompanyFiles } from "./company-files.ts";
import { type CompanyImages, companyImages } from "./company-images.ts";
import { keycloakCommand, postgresAccess, postgresCommand, prestoCommand, prestoFiles } from "./company-programs.ts";
import { ContainerNetwork } from "./container.ts";
import { type Inside, readsTables, textFrom } from "./inside.ts";
import { type PartPlace, variablesFile } from "./part-variables.ts";
import { podmanEnvironment } from "./podman.ts";
import { openWayIn, type WayIn } from "./way-in.ts";

const run = promisify(execFile);

/** The parts of Drawbridge: the file of variables and the program of each, by the name of the container. */
const registry = { kind: "registry", program: "registry" } as const;
const edge = { kind: "edge", program: "edge" } as const;
const presto = { kind: "presto", program: "servers/presto" } as const;
const parts = {
  "registry-1": registry,
  "registry-2": registry,
  "edge-1": edge,
  "edge-2": edge,
  "presto-1": presto,
  "presto-2": presto,
} as const;

export type PartName = keyof typeof parts;
export const partNames: readonly PartName[] = [
  ...(["registry-1", "registry-2", "edge-1", "edge-2", "presto-1", "presto-2"] as const),
];

const internal = (name: string): string => `${name}.acme.internal`;
/** The port of every server inside the network; Postgres has its own. */
const port = 8443;
const secret = (): string => randomBytes(32).toString("base64url");
const script = join(repository, "examples", "containers", "part.sh");

export class Company {
  readonly registryUrl: string;
  readonly edgeUrl: string;
  readonly identityUrl: string;
  readonly files: CompanyFiles;
  readonly network: ContainerNetwork;
  /** Milliseconds from the start of each container until it served. */
  readonly startMs = new Map<string, number>();
  readonly #images: CompanyImages;
  readonly #ports: { readonly registry: number; readonly edge: number; readonly identity: number };
  readonly #secrets = { root: secret(), seal: secret(), approver: secret(), postgres: secret() };
  #wayIn: WayIn | undefined;
  #realm: KeycloakRealm | undefined;
  #database: RegistryRoles | undefined;

  private constructor(
    images: CompanyImages,
    network: ContainerNetwork,
    files: CompanyFiles,
    ports: { registry: number; edge: number; identity: number },
  ) {
    this.#images = images;
    this.network = network;
    this.files = files;
    this.#ports = ports;
    this.registryUrl = `https://drawbridge.acme.example:${ports.registry}`;
    this.edgeUrl = `https://edge.acme.example:${ports.edge}`;
    this.identityUrl = `https://id.acme.example:${ports.identity}`;
  }

  /** The network, the certificates, and the way in; no container runs yet. */
  static async found(): Promise<Company> {
    const images = await companyImages();
    const files = new CompanyFiles(await mkdtemp(join(tmpdir(), "drawbridge-company-")));
    await files.write("ca.pem", files.authority.certificate);
    const ports = { registry: await freePort(), edge: await freePort(), identity: await freePort() };
    const company = new Company(images, await ContainerNetwork.create(), files, ports);
    company.#wayIn = await openWayIn(files.authority.certificate);
    return company;
  }

  /** The variables of a terminal outside. */
  get terminal(): NodeJS.ProcessEnv {
    return { HTTPS_PROXY: this.#wayIn?.proxyUrl, NODE_EXTRA_CA_CERTS: this.files.authorityFile };
  }

  get realm(): KeycloakRealm {
    if (this.#realm === undefined) throw new Error("Keycloak has no realm yet.");
    return this.#realm;
  }

  async startPostgres(): Promise<void> {
    const tls = await this.files.certify("postgres", [internal("postgres")]);
    await this.files.write("tls/postgres/password", this.#secrets.postgres);
    await this.files.write("tls/postgres/pg_hba.conf", postgresAccess);
    await this.#timed("postgres", async () => {
      const { postgres: image } = this.#images;
      await this.network.run("postgres", { image, memory: "512m", volumes: { "/tls": tls }, command: postgresCommand });
      await this.network.ready("postgres", async () => {
        await this.#asSuperuser("postgres", async () => {});
        return true;
      });
    });
    await this.#asSuperuser("postgres", (client) => client.query("create database drawbridge"));
    this.#database = await this.#asSuperuser("drawbridge", (client) =>
      ensureRegistryRoles(client, this.#secrets.postgres, `${internal("postgres")}:5432`),
    );
  }

  /** The load balancer: the one container with ports outside. */
  async startFront(): Promise<void> {
    const routes = [
      {
        port: this.#ports.registry,
        targets: ["registry-1", "registry-2"],
        readyPath: "/readyz",
      },
      { port, targets: ["registry-1", "registry-2"], readyPath: "/readyz" },
      { port: this.#ports.edge, targets: ["edge-1", "edge-2"], readyPath: "/readyz" },
      { port: this.#ports.identity, targets: ["keycloak"], readyPath: "/realms/master" },
    ].map(({ targets, ...route }) => ({ ...route, targets: targets.map((name) => `${internal(name)}:${port}`) }));
    await this.network.run("front", {
      image: this.#images.drawbridge,
      memory: "256m",
      aliases: ["drawbridge.acme.example", "edge.acme.example", "id.acme.example", internal("registry")],
      variables: { ROUTES: JSON.stringify(routes) },
      volumes: {
        "/balancer": join(repository, "test", "support", "containers", "balancer"),
        "/tls": await this.files.certify("front", [internal("front")]),
      },
      ports: Object.values(this.#ports),
      command: ["/balancer/balancer.ts"],
    });
  }

  async startKeycloak(): Promise<void> {
    const tls = await this.files.certify("keycloak", ["id.acme.example", internal("keycloak")]);
    await this.#timed("keycloak", async () => {
      await this.network.run("keycloak", {
        image: this.#images.keycloak,
        memory: "1g",
        volumes: { "/tls": tls },
        command: keycloakCommand(this.identityUrl, port),
      });
      await this.network.ready("keycloak", async () => {
        const answer = await fetch(`${this.identityUrl}/realms/master`);
        await answer.arrayBuffer();
        return answer.ok;
      });
    });
    this.#realm = await createRealm(this.identityUrl, "acme");
    await this.#realm.addClient(brokerClient(this.registryUrl));
    await this.#realm.addClient({ ...approverClient(this.registryUrl), secret: this.#secrets.approver });
  }

  /** A real Presto, which answers only by TLS. */
  async startEngine(): Promise<void> {
    const tls = await this.files.certify("engine", [internal("engine")]);
    await this.files.addKeystore("engine");
    for (const [name, lines] of Object.entries(prestoFiles(internal("engine"), port)))
      await this.files.write(`tls/engine/${name}`, `${lines.join("\n")}\n`);
    const file = (name: string): string => join(tls, name);
    await this.#timed("engine", async () => {
      await this.network.run("engine", {
        image: this.#images.presto,
        memory: "3g",
        volumes: {
          "/tls": tls,
          "/opt/presto/etc/config.properties": file("config.properties"),
          "/opt/presto/etc/log.properties": file("log.properties"),
          "/opt/presto/etc/catalog/tpch.properties": file("tpch.properties"),
          "/opt/presto/etc/catalog/memory.properties": file("memory.properties"),
        },
        command: prestoCommand,
      });
      const engine = await this.#inside("engine");
      await this.network.ready("engine", () => readsTables(engine));
    });
  }

  /** Starts a part, or replaces the one that runs, by the script that an operator uses. Resolves when it is ready. */
  async startPart(name: PartName): Promise<void> {
    const { kind, program } = parts[name];
    const publicNames = {
      registry: ["drawbridge.acme.example", internal("registry")],
      edge: ["edge.acme.example"],
      presto: [],
    };
    await this.files.certify(name, [...publicNames[kind], internal(name)]);
    await this.files.write(`${name}.env`, await variablesFile(kind, name, this.#place()));
    await this.#timed(name, async () => {
      await run("sh", [script, name, program], {
        env: {
          ...podmanEnvironment(),
          DEPLOYMENT: this.files.folder,
          NETWORK: this.network.name,
          PREFIX: this.network.containerName(""),
          IMAGE: this.#images.drawbridge,
        },
      });
      const part = await this.#inside(name);
      await this.network.ready(name, async () => (await textFrom(part, { path: "/readyz" })) !== "");
    });
  }

  /** What each container uses now, one a line. */
  memoryUse(): Promise<string> {
    return this.network.memoryUse();
  }

  /** Removes everything but the images. */
  async close(): Promise<void> {
    await this.#wayIn?.close();
    await this.network.remove();
    await rm(this.files.folder, { recursive: true, force: true });
  }

  #place(): PartPlace {
    if (this.#database === undefined) throw new Error("Postgres is not there yet.");
    const shape = tokenShapes["Keycloak as it comes"];
    if (shape === undefined) throw new Error("token-shapes.ts has no Keycloak as it comes.");
    return {
      ...{ registryUrl: this.registryUrl, edgeUrl: this.edgeUrl, secrets: this.#secrets },
      database: this.#database,
      provider: { ...shape.settings, issuer: `${this.identityUrl}/realms/acme` },
    };
  }

  async #timed(name: string, start: () => Promise<void>): Promise<void> {
    const began = performance.now();
    await start();
    this.startMs.set(name, Math.round(performance.now() - began));
  }

  async #inside(name: string): Promise<Inside> {
    const host = await this.network.addressOf(name);
    return { host, port, name: internal(name), authority: this.files.authority.certificate };
  }

  async #asSuperuser<Result>(database: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({
      ...{ host: await this.network.addressOf("postgres"), user: "postgres", database },
      password: this.#secrets.postgres,
      ssl: { ca: this.files.authority.certificate, servername: internal("postgres") },
      connectionTimeoutMillis: 2_000,
    });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
