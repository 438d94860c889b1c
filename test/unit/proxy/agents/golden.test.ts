import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { agents } from "../../../../proxy/agents/agent-table.ts";
import { decideAddition, decideRemoval, entriesFor } from "../../../../proxy/agents/decide.ts";
import { entriesOf, sameButFor } from "../../../../proxy/agents/edit.ts";
import { backFrom } from "../../../../proxy/agents/journal.ts";
import { shownDiff } from "../../../../proxy/agents/shown-diff.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";

const folder = `${repository}test/golden/agents`;
const launcher = "/home/ada/.drawbridge/bin/drawbridge";
const servers = ["presto", "spark"];
const nothing = new Map<string, string>();

/**
 * `<case>.before` is a user's file, `<case>.after` is the file after the change, `<case>.diff` is the diff that the
 * user sees.
 */
for (const agent of agents) {
  describe(`${agent.name}'s file`, () => {
    const read = (file: string) => readFileSync(`${folder}/${agent.id}/${file}`, "utf8");
    const cases = readdirSync(`${folder}/${agent.id}`).flatMap((file) => /^(.+)\.before$/.exec(file)?.[1] ?? []);

    it(`${agent.name} has at least two golden files`, () => assert.ok(cases.length >= 2));

    for (const name of cases) {
      const before = read(`${name}.before`);
      const added = () => decideAddition(agent, servers, { text: before, launcher, written: nothing });

      it(
        verifies(
          "agents.golden",
          `The golden file "${name}" of ${agent.name} changes only by our entries, in the file's own style`,
        ),
        () => {
          const { entries, after } = added();
          assert.equal(after, read(`${name}.after`));
          assert.ok(
            sameButFor(
              before,
              after,
              agent,
              entries.map((entry) => entry.name),
            ),
          );
        },
      );

      it(
        verifies(
          "agents.diff",
          `The diff of the golden file "${name}" of ${agent.name} shows no value that others wrote`,
        ),
        () => {
          const { entries, after } = added();
          const diff = shownDiff({
            file: `~/${agent.id}`,
            before,
            after,
            key: agent.key,
            entries: entriesFor(agent, entries, launcher),
          });
          assert.equal(diff, read(`${name}.diff`));
          assert.doesNotMatch(diff, /s3cr3t/);
        },
      );

      it(
        verifies("agents.idempotent", `A second addition leaves the golden file "${name}" of ${agent.name} unchanged`),
        () => {
          const { after } = added();
          const again = decideAddition(agent, servers, { text: after, launcher, written: nothing });
          assert.deepEqual([again.entries, again.after], [[], after]);
        },
      );

      it(verifies("agents.undo", `The golden file "${name}" of ${agent.name} can be restored byte for byte`), () => {
        const { after } = added();
        const { at, removed, inserted } = backFrom(after, before);
        assert.equal(after.slice(0, at) + inserted + after.slice(at + removed), before);
      });

      it(
        verifies(
          "agents.own-alone",
          `A removal takes only our entries out of the golden file "${name}" of ${agent.name}`,
        ),
        () => {
          const { entries, after } = added();
          const written = new Map(entries.map((entry) => [entry.name, entry.server]));
          const removal = decideRemoval(agent, null, { text: after, launcher, written });
          assert.deepEqual(removal.entries, entries);
          assert.deepEqual(Object.keys(entriesOf(removal.after, agent)), Object.keys(entriesOf(before, agent)));
          assert.ok(sameButFor(before, removal.after, agent, []));
        },
      );
    }
  });
}
