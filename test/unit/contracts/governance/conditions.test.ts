import assert from "node:assert/strict";
import { type Conditions, meetOf } from "@drawbridge/contracts/governance/reviews";
import { verifies } from "../../../support/verifies.ts";

/** Every condition over two values of each list, absent ones and empty ones included. */
const lists = [undefined, [], ["a"], ["b"], ["a", "b"]] as const;
const surfaces = [undefined, [], ["local"], ["local", "service"]] as const;
const all: readonly Conditions[] = lists.flatMap((groups) =>
  surfaces.flatMap((each) =>
    lists.map((withoutTools) => ({
      ...(groups && { groups: [...groups] }),
      ...(each && { surfaces: [...each] }),
      ...(withoutTools && { withoutTools: [...withoutTools] }),
    })),
  ),
);

const admits = ({ groups, surfaces: open, withoutTools = [] }: Conditions, group: string, tool: string): boolean =>
  (groups === undefined || groups.includes(group)) &&
  (open === undefined || open.includes("local")) &&
  !withoutTools.includes(tool);

describe("the conditions of several reviews", () => {
  it(verifies("governance.meet", "Together they allow exactly what each of them allows"), () => {
    for (const one of all)
      for (const other of all)
        for (const group of ["a", "b", "c"])
          for (const tool of ["a", "c"])
            assert.equal(
              admits(meetOf([one, other]), group, tool),
              admits(one, group, tool) && admits(other, group, tool),
              JSON.stringify([one, other, group, tool]),
            );
  });

  it(verifies("governance.meet", "Their order, their grouping and a repetition make no difference"), () => {
    const some = all.filter((_, index) => index % 7 === 0);
    for (const one of some)
      for (const other of some) {
        assert.deepEqual(meetOf([one, other]), meetOf([other, one]));
        assert.deepEqual(meetOf([one, one]), meetOf([one]));
        for (const third of some)
          assert.deepEqual(meetOf([meetOf([one, other]), third]), meetOf([one, meetOf([other, third])]));
      }
    assert.deepEqual(meetOf([]), {}, "no condition takes nothing away");
  });
});
