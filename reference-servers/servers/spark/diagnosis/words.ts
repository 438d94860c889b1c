/**
 * Exceptions of unknown classes are judged by the words of their messages. That is only a hint. Failures in which words
 * say nothing are left out: those of the program's own language, of Spark's own processes, and of work that was
 * cancelled.
 */
export const notInWords =
  /^[ \t]*(?:Key|Value|Type|Attribute|Index|Name|Assertion|ZeroDivision|UnboundLocal|Recursion|StopIteration|Lookup)Error\b|NullPointerException|NoSuchElementException|FetchFailed|ExecutorLostFailure|Lost executor|SparkContext was shut down|[Hh]eartbeat|Python worker|cancelled|driver commanded a shutdown|SystemExit/m;
