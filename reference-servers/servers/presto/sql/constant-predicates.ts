/**
 * Removes predicates from the grammar's automaton whose value never changes here. dt-sql-parser also completes text in
 * an editor: its grammar lets a column be empty at the caret, and checks that with a predicate. This server never
 * completes, so each value is constant. With the predicates, the prediction keeps every state twice, and the time for
 * `SELECT (SELECT (SELECT …` at least doubles with each level: 350 characters took minutes. Without them, the time
 * grows only with the depth.
 */
import { type ATN, AtomTransition, EpsilonTransition, type Parser, PredicateTransition } from "antlr4ng";

/** Every token type is smaller (ATN.MAX_TOKEN_TYPE), so no token matches a transition with this label. */
const noToken = 0x1_0000;

/**
 * Changes the automaton in place. The values come from `parser`; they are the same for every later parser, because they
 * do not depend on input.
 */
export function replaceConstantPredicates(parser: Parser, atn: ATN): void {
  for (const state of atn.states) {
    if (state === null) continue;
    for (const [index, transition] of state.transitions.entries()) {
      if (!(transition instanceof PredicateTransition) || transition.isCtxDependent) continue;
      const { ruleIndex, predIndex, target } = transition;
      state.transitions[index] = parser.sempred(null, ruleIndex, predIndex)
        ? new EpsilonTransition(target)
        : new AtomTransition(target, noToken);
    }
  }
}
