/**
 * Takes questions out of the grammar's automaton whose answer never changes here. dt-sql-parser is also an editor's
 * completion: its grammar lets a column be empty where the caret stands, and asks about that with a predicate. We never
 * complete, so each answer is fixed. But while the predicate is there, the prediction holds every state once with it and
 * once without it, and the time for `SELECT (SELECT (SELECT …` doubles or more with each level: 350 characters took
 * minutes. Without the predicates the time grows with the depth alone.
 */
import { type ATN, AtomTransition, EpsilonTransition, type Parser, PredicateTransition } from "antlr4ng";

/** Every token type is smaller (ATN.MAX_TOKEN_TYPE), so no token takes a transition with this label. */
const noToken = 0x1_0000;

/** Of `parser`'s automaton, in place. `parser` answers as every later one does: its answers depend on no input. */
export function settlePredicates(parser: Parser, atn: ATN): void {
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
