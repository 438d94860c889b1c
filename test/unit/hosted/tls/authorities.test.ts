import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trustAuthorities } from "@drawbridge/hosted/authorities";
import { until } from "../../../support/clocks/until.ts";
import { makeAuthority } from "../../../support/network/certificate.ts";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

const log = { info: () => {}, error: () => {} };

describe("the authorities that a part trusts", function () {
  this.timeout(20_000);

  it(verifies("tls.authorities", "A part trusts what its file holds now, also after the file changed"), async () => {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-authorities-"));
    const file = join(folder, "ca.crt");
    const [first, second] = [makeAuthority("First"), makeAuthority("Second")];
    const serversUrl = async (authority: typeof first) => {
      const { certificate, key } = authority.issue(["127.0.0.1"]);
      const server = createServer({ cert: certificate, key }, (_, response) => response.end("served"));
      return { server, url: (await listening(server)).replace("http:", "https:") };
    };
    const [one, two] = [await serversUrl(first), await serversUrl(second)];
    const trusts = (url: string): Promise<boolean> =>
      fetch(url, { headers: { connection: "close" } }).then(
        (response) => response.text().then(() => true),
        () => false,
      );
    try {
      assert.deepEqual([await trusts(one.url), await trusts(two.url)], [false, false]);
      writeFileSync(file, `The first authority.\n${first.certificate}`);
      trustAuthorities(file, log);
      assert.deepEqual([await trusts(one.url), await trusts(two.url)], [true, false]);
      writeFileSync(file, second.certificate);
      await until("the second is trusted", () => trusts(two.url));
      assert.equal(await trusts(one.url), false);
    } finally {
      for (const { server } of [one, two]) {
        server.close();
        server.closeAllConnections();
      }
      rmSync(folder, { recursive: true });
    }
  });

  it(verifies("tls.authorities", "A part does not start with a file that holds no certificates"), () => {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-authorities-"));
    try {
      const file = join(folder, "ca.crt");
      assert.throws(() => trustAuthorities(file, log), /ca\.crt cannot be read: ENOENT/);
      for (const text of ["", "hunter2", "-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n"]) {
        writeFileSync(file, text);
        assert.throws(
          () => trustAuthorities(file, log),
          (error: Error) => /does not hold certificates as PEM/.test(error.message) && !/hunter2/.test(error.message),
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it(
    verifies("tls.authorities", "A part on a Node that takes no authorities starts without a file of them alone"),
    () => {
      const authorities = import.meta.resolve("@drawbridge/hosted/authorities");
      // By name, what a module does not have would keep every part from starting.
      assert.doesNotMatch(readFileSync(new URL(authorities), "utf8"), /import \{[^}]*\} from "node:tls"/);
      // Takes away what came with Node 22.19.
      const older = "delete process.getBuiltinModule('node:tls').setDefaultCACertificates";
      const start = (file: string): string => {
        const script = `${older}; const { trustAuthorities } = await import(process.argv[1]);
          trustAuthorities(${file}, console); console.error("started");`;
        const args = ["--input-type=module", "--eval", script, authorities];
        return spawnSync(process.execPath, args, { encoding: "utf8" }).stderr;
      };
      assert.equal(start("undefined"), "started\n");
      assert.match(start('"/ca.crt"'), /DRAWBRIDGE_CA_FILE needs Node 22\.19 or later, and this is Node \d/);
    },
  );
});
