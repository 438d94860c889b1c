/** How a company runs Postgres, Keycloak and Presto in their containers: each with TLS alone, and all files in /tls. */
import { startArguments } from "../engines/presto-engine.ts";
import { keystorePassword } from "./company-files.ts";

/** Connections come by TLS, with a password. */
export const postgresAccess = "hostssl all all all scram-sha-256\n";

/** For `sh -c`: creates the database of the container, then serves. */
export const postgresCommand = [
  [
    "initdb --pgdata=/data/db --username=postgres --pwfile=/tls/password --auth=scram-sha-256 --no-sync",
    "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8",
    "&& exec postgres -D /data/db -c listen_addresses='*' -c unix_socket_directories= -c hba_file=/tls/pg_hba.conf",
    "-c ssl=on -c ssl_cert_file=/tls/cert.pem -c ssl_key_file=/tls/key.pem -c io_method=sync",
  ].join(" "),
];

/** `publicUrl` is the address by which people and parts reach it. */
export const keycloakCommand = (publicUrl: string, port: number): readonly string[] => [
  ...["-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"],
  ...["java.util", "java.util.concurrent", "java.security", "java.lang"].map(
    (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
  ),
  ...["-Duser.language=en", "-Duser.country=US", "-Dkc.home.dir=/opt/keycloak"],
  "-Djboss.server.config.dir=/opt/keycloak/conf",
  "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
  "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
  ...["-cp", "/opt/keycloak/lib/quarkus-run.jar", "io.quarkus.bootstrap.runner.QuarkusEntryPoint"],
  ...["start", "--optimized", "--cache=local", `--hostname=${publicUrl}`, `--https-port=${port}`],
  ...["--https-certificate-file=/tls/cert.pem", "--https-certificate-key-file=/tls/key.pem"],
];

export const prestoCommand: readonly string[] = startArguments("/opt/presto");

/** The files of Presto's folder etc/, by name. The engine trusts the person's name that Drawbridge's server gives. */
export const prestoFiles = (name: string, port: number): Readonly<Record<string, readonly string[]>> => ({
  "config.properties": [
    ...["coordinator=true", "node-scheduler.include-coordinator=true", "discovery-server.enabled=true"],
    ...["http-server.http.enabled=false", "http-server.https.enabled=true", `http-server.https.port=${port}`],
    ...["http-server.https.keystore.path=/tls/keystore.p12", `http-server.https.keystore.key=${keystorePassword}`],
    ...[`discovery.uri=https://${name}:${port}`, "internal-communication.https.required=true"],
    "internal-communication.https.keystore.path=/tls/keystore.p12",
    `internal-communication.https.keystore.key=${keystorePassword}`,
    ...["query.max-memory=512MB", "query.max-memory-per-node=512MB", "query.max-total-memory-per-node=1GB"],
    ...["task.concurrency=1", "query.min-expire-age=20s", "query.max-history=60"],
    ...["plugin.dir=/opt/presto/plugin", "node.environment=acme", "node.id=engine-1"],
    `node.internal-address=${name}`,
  ],
  "log.properties": ["com.facebook.presto=WARN"],
  "tpch.properties": ["connector.name=tpch"],
  "memory.properties": ["connector.name=memory"],
});
