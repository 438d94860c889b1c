/** Attacks by which one user tries to block the Presto server for all others. Tests check the order, the bench the times. */
import { everOtherNesting } from "../../golden/sql/hostile.ts";

export interface ShareAttack {
  readonly name: string;
  readonly tool: "query" | "explain_query";
  readonly statements: readonly string[];
}

const times = (count: number, statement: (number: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, number) => statement(number));

const endlessConstant = "levenshtein(repeat('a', 300000), repeat('b', 300000))";

export const nestedSelects: ShareAttack = {
  name: "ten nested SELECTs of 350 characters",
  tool: "query",
  statements: times(10, (number) => `SELECT ${"(SELECT ".repeat(38)}1${")".repeat(38)} -- ${number}`),
};
export const slowToJudge: ShareAttack = {
  name: "four statements that take the judge's whole time",
  tool: "query",
  statements: times(4, (number) => everOtherNesting(100 + number)),
};
export const endlessPlans: ShareAttack = {
  name: "three statements whose planning never ends",
  tool: "query",
  statements: times(3, (number) => `SELECT ${number} + ${endlessConstant}`),
};
export const longSleeps: ShareAttack = {
  name: "three statements that sleep for a day",
  tool: "query",
  statements: times(3, (number) => `SELECT sleep_ms(100000000 + event_id + ${number}) FROM ads.events`),
};
export const brokenEngine: ShareAttack = {
  name: "a plan that ends the engine's process",
  tool: "explain_query",
  statements: ["SELECT length(repeat('x', 1000000000))"],
};
