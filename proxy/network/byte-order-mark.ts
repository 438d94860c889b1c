/** The byte order mark that some servers write at the start of UTF-8 text (U+FEFF). It is no part of the text. */

const mark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The pieces of a whole body without the mark at its start. */
export function withoutMark(pieces: readonly Buffer[]): readonly Buffer[] {
  const [first] = pieces;
  if (first === undefined || first[0] !== mark[0]) return pieces;
  const head = first.length >= mark.length ? first : Buffer.concat(pieces);
  if (!mark.equals(head.subarray(0, mark.length))) return pieces;
  return head === first ? [first.subarray(mark.length), ...pieces.slice(1)] : [head.subarray(mark.length)];
}
