/**
 * The queries of TPC-DS and TPC-H in Presto's SQL, and empty tables for them. Both are fetched into the cache folder and
 * are not part of this repository: the queries from Presto's own benchmarks on Maven, the tables of TPC-DS from DuckDB's
 * extension on PyPI.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { cacheFolder, fetchedOnce, run, withProgress } from "../machine/fetched.ts";

const queriesVersion = "0.287";
const extensionVersion = "1.5.5";
const queriesFolder = (): string => join(cacheFolder(), `presto-benchmarks-${queriesVersion}`);
const extensionFolder = (): string => join(cacheFolder(), `duckdb-tpcds-${extensionVersion}`);

export interface TpcQuery {
  /** "tpcds/q14_1", "tpch/q03". */
  readonly name: string;
  readonly sql: string;
}

/** The schemas in the memory catalog that the queries name. */
const schemas = { tpcds: "memory.tpcds", tpch: "memory.tpch" } as const;

/** 103 texts for the 99 queries of TPC-DS (four have two variants), and 22 for TPC-H. Skips the suite without Maven. */
export async function tpcQueries(hook: Mocha.Context): Promise<readonly TpcQuery[]> {
  if (!existsSync(queriesFolder()) && spawnSync("mvn", ["-version"]).error !== undefined) {
    process.stderr.write("SKIPPED, no TPC queries here: mvn not found. Install Maven.\n");
    return hook.skip();
  }
  hook.timeout(240_000);
  await fetchedOnce(queriesFolder(), fetchQueries);
  const suites = Object.entries(schemas).map(async ([suite, schema]) => {
    const folder = join(queriesFolder(), "sql/presto", suite);
    const names = (await readdir(folder)).filter((name) => /^q\d/.test(name)).toSorted();
    return Promise.all(
      names.map(async (name) => ({
        name: `${suite}/${name.replace(".sql", "")}`,
        sql: withNames(await readFile(join(folder, name), "utf8"), schema),
      })),
    );
  });
  return (await Promise.all(suites)).flat();
}

function withNames(text: string, schema: string): string {
  const [database = "", name = ""] = schema.split(".");
  return text
    .replace(/\$\{database\}/g, database)
    .replace(/\$\{schema\}/g, name)
    .replace(/\$\{\w+\}/g, "");
}

async function fetchQueries(unfinished: string): Promise<void> {
  const repository = join(unfinished, "repository");
  await mkdir(repository, { recursive: true });
  await withProgress("Fetching the queries of TPC-DS and TPC-H (80 KB, once)", () =>
    run(
      "mvn",
      [
        "--quiet",
        "--batch-mode",
        `-Dmaven.repo.local=${repository}`,
        "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack",
        `-Dartifact=com.facebook.presto:presto-benchto-benchmarks:${queriesVersion}:jar`,
        `-DoutputDirectory=${unfinished}`,
        "-Dmdep.unpack.includes=sql/presto/tpcds/*,sql/presto/tpch/*",
      ],
      repository,
    ),
  );
  await rm(repository, { recursive: true });
}

/** The statements that make empty tables for all queries. Skips the suite without pip. */
export async function tpcTables(hook: Mocha.Context): Promise<readonly string[]> {
  if (!existsSync(extensionFolder()) && spawnSync("python3", ["-m", "pip", "--version"]).status !== 0) {
    process.stderr.write("SKIPPED, no tables of TPC-DS here: pip not found. Install python3-pip.\n");
    return hook.skip();
  }
  await fetchedOnce(extensionFolder(), fetchExtension);
  const tpch = "customer lineitem nation orders part partsupp region supplier".split(" ");
  return [
    `CREATE SCHEMA ${schemas.tpcds}`,
    `CREATE SCHEMA ${schemas.tpch}`,
    ...tpch.map((table) => `CREATE TABLE ${schemas.tpch}.${table} AS SELECT * FROM tpch.tiny.${table} WITH NO DATA`),
    ...(await tpcdsTables()),
  ];
}

async function fetchExtension(unfinished: string): Promise<void> {
  await mkdir(unfinished, { recursive: true });
  await withProgress("Fetching DuckDB's extension for TPC-DS (6 MB, once)", () =>
    run("python3", [
      ...["-m", "pip", "install", "--quiet", "--no-cache-dir", "--no-deps", "--target", unfinished],
      `duckdb-extension-tpcds==${extensionVersion}`,
    ]),
  );
}

async function tpcdsTables(): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const extension = `duckdb_extension_tpcds/extensions/v${extensionVersion}/tpcds.duckdb_extension`;
  await connection.run(`LOAD '${join(extensionFolder(), extension)}'`);
  await connection.run("CALL dsdgen(sf = 0)");
  const tables = await connection.runAndReadAll(`
    SELECT table_name, string_agg(column_name || ' ' || lower(data_type), ', ' ORDER BY column_index)
    FROM duckdb_columns() WHERE NOT internal GROUP BY 1 ORDER BY 1`);
  connection.closeSync();
  instance.closeSync();
  return tables.getRowsJson().map(([table, columns]) => `CREATE TABLE ${schemas.tpcds}.${table} (${columns})`);
}
