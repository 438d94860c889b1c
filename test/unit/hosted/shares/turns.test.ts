import assert from "node:assert/strict";
import { createTurns } from "@drawbridge/hosted/turns";
import { verifies } from "../../../support/verifies.ts";

const limits = { maxRunning: 2, maxRunningPerUser: 1, maxWaitingPerUser: 3 };

/**
 * Each step is a ticket that enters ("ada1" is a ticket of ada, and "ada1!" one that goes ahead) or a user who leaves
 * ("-ada"). Returns what began, in order.
 */
function beginnings(steps: string, of = limits): string {
  const turns = createTurns<string>(of);
  const began: (string | null)[] = [];
  for (const step of steps.split(" ")) {
    if (step.startsWith("-")) began.push(turns.leave(step.slice(1)));
    else if (turns.enter(step.replace(/\d+!?$/, ""), step, step.endsWith("!")) === "begins") began.push(step);
  }
  return began.filter((ticket) => ticket !== null).join(" ");
}

describe("turns", () => {
  const cases = [
    { name: "A ticket begins at once if there is room", steps: "ada1 bob1", began: "ada1 bob1" },
    { name: "One user has no more running tickets than their share", steps: "ada1 ada2 ada3 bob1", began: "ada1 bob1" },
    { name: "A user's own tickets begin in their order", steps: "ada1 ada2 ada3 -ada -ada", began: "ada1 ada2 ada3" },
    {
      name: "Users are served in turn, regardless of how many tickets one of them has",
      steps: "ada1 bob1 ada2 ada3 bob2 eve1 -ada -bob -eve -ada",
      began: "ada1 bob1 eve1 ada2 bob2 ada3",
    },
    {
      name: "A user who comes to a full resource is served before the next ticket of the user who fills it",
      of: { maxRunning: 1, maxRunningPerUser: 1, maxWaitingPerUser: 9 },
      steps: "ada1 ada2 ada3 ada4 bob1 -ada -bob -ada",
      began: "ada1 bob1 ada2 ada3",
    },
    {
      name: "A user with fewer running tickets is served before a user with more",
      of: { maxRunning: 3, maxRunningPerUser: 3, maxWaitingPerUser: 9 },
      steps: "ada1 ada2 bob1 ada3 bob2 -bob",
      began: "ada1 ada2 bob1 bob2",
    },
  ];
  const ahead = [
    {
      name: "A ticket that goes ahead begins before the user's others that wait, and after those ahead of it",
      steps: "ada1 ada2 ada3! ada4! -ada -ada -ada",
      began: "ada1 ada3! ada4! ada2",
    },
    {
      name: "A ticket that goes ahead takes no turn of another user",
      of: { maxRunning: 1, maxRunningPerUser: 1, maxWaitingPerUser: 9 },
      steps: "ada1 bob1 ada2! -ada -bob",
      began: "ada1 bob1 ada2!",
    },
  ];
  for (const { name, steps, began, of } of ahead) {
    it(verifies("gate.begins-in-time", name), () => assert.equal(beginnings(steps, of ?? limits), began));
  }

  it(verifies("gate.begins-in-time", "A ticket that leaves the line leaves the order of those ahead as it is"), () => {
    const turns = createTurns<string>({ ...limits, maxWaitingPerUser: 9 });
    for (const ticket of ["ada1", "ada2", "ada3!", "ada4!"]) turns.enter("ada", ticket, ticket.endsWith("!"));
    turns.withdraw("ada", "ada3!");
    turns.enter("ada", "ada5!", true);
    assert.deepEqual([turns.leave("ada"), turns.leave("ada"), turns.leave("ada")], ["ada4!", "ada5!", "ada2"]);
  });

  for (const { name, steps, began, of } of cases) {
    it(verifies("shares.in-turn", name), () => assert.equal(beginnings(steps, of ?? limits), began));
  }

  it(verifies("shares.bounded", "A ticket over its user's line is refused, and tickets of other users are not"), () => {
    const turns = createTurns<string>(limits);
    const entered = ["ada1", "ada2", "ada3", "ada4", "ada5"].map((ticket) => turns.enter("ada", ticket));
    assert.deepEqual(entered, ["begins", "waits", "waits", "waits", "full"]);
    assert.equal(turns.enter("bob", "bob1"), "begins");
    assert.deepEqual(turns.countsOf("ada"), { running: 1, waiting: 3 });
    turns.withdraw("ada", "ada3");
    assert.equal(turns.enter("ada", "ada5"), "waits");
    assert.deepEqual([turns.leave("ada"), turns.leave("ada"), turns.leave("ada")], ["ada2", "ada4", "ada5"]);
    assert.equal(turns.leave("ada"), null);
    assert.deepEqual(turns.countsOf("ada"), { running: 0, waiting: 0 });
    assert.throws(() => turns.leave("ada"), RangeError);
  });
});
