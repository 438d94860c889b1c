import assert from "node:assert/strict";
import { checkFaultSql, faultSqlIn } from "../../../scripts/fault-sql-check.ts";
import { verifies } from "../../support/verifies.ts";

const sent = (sql: string): string => `const a = 1;\nawait client.query(\n  "${sql}");`;

describe("the check of SQL that provokes failures", () => {
  for (const sql of [
    "alter table registry.approvals rename to away",
    "alter table registry.audit add constraint full_disk check (seq < 0)",
    "drop table registry.approvals",
    "drop role writer",
    "lock table registry.audit",
    "create trigger fails before insert on registry.audit execute function fails()",
  ]) {
    it(verifies("workspace.no-fault-sql", `The check of SQL finds "${sql}" in a test, and its line`), () => {
      assert.deepEqual(faultSqlIn(sent(sql)), [2]);
    });
  }

  it(verifies("workspace.no-fault-sql", "The check of SQL allows changes of rows, and attacks"), () => {
    for (const sql of ["update registry.approvals set state = 'x'", "alter table registry.audit disable trigger all"])
      assert.deepEqual(faultSqlIn(sent(sql)), []);
    assert.deepEqual(faultSqlIn('const refused = ["drop table registry.audit"];'), []);
  });

  it(verifies("workspace.no-fault-sql", "No test breaks a schema to provoke a failure"), () => {
    const printed: string[] = [];
    assert.equal(
      checkFaultSql((line) => printed.push(line)),
      true,
      printed.join("\n"),
    );
  });
});
