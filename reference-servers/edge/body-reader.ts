/**
 * Reads a JSON-RPC request piece by piece, and keeps of it only the method and the name in its params. It keeps each value
 * where a body has several, because two readers of JSON may differ in which one counts; some also ignore the case of names.
 */

export interface BodyReader {
  read(piece: Buffer): void;
  methods(): readonly string[];
  /** Of the tool, prompt … that the request is about. */
  names(): readonly string[];
  /** Whether the body is no object: a batch, or nothing that the edge reads. */
  isBatch(): boolean;
}

/** Bytes that are kept of one string. A longer one is no name of a tool. */
const maxStringBytes = 1024;
/** Values that are kept: a request has one method and one name, and the headers may repeat them. */
const maxValues = 16;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const opening: readonly number[] = [0x7b, 0x5b];
const closing: readonly number[] = [0x7d, 0x5d];
const space: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

export function bodyReader(headers: {
  readonly methods: readonly string[];
  readonly names: readonly string[];
}): BodyReader {
  const methods = new Set(headers.methods);
  const names = new Set(headers.names);
  let begun = false;
  let isBatch = false;
  let depth = 0;
  let inParams = false;
  /** The key whose value comes next, in lower case; null where a key comes next. */
  let key: string | null = null;
  /** The string that is being read; null outside one. */
  let string: { readonly bytes: number[]; escaped: boolean; readonly wanted: boolean } | null = null;

  const isWanted = (): boolean => depth === 1 || (depth === 2 && inParams);
  const keep = (values: Set<string>, value: string): void => {
    if (values.size >= maxValues) isBatch = true;
    else values.add(value);
  };
  const endString = (bytes: readonly number[]): void => {
    const text = textOf(bytes);
    if (key === null) key = text.toLowerCase();
    else if (depth === 1 && key === "method") keep(methods, text);
    else if (depth === 2 && key === "name") keep(names, text);
  };
  const structure = (byte: number): void => {
    if (opening.includes(byte)) {
      depth += 1;
      if (depth === 2) inParams = key === "params";
      if (depth <= 2) key = null;
    } else if (closing.includes(byte)) {
      depth -= 1;
      if (depth === 1) inParams = false;
    } else if (byte === comma && isWanted()) key = null;
    else if (byte === quote) string = { bytes: [], escaped: false, wanted: isWanted() };
  };

  return {
    read(piece) {
      for (const byte of piece) {
        if (string !== null) {
          if (byte === quote && !string.escaped) {
            if (string.wanted) endString(string.bytes);
            string = null;
          } else {
            string.escaped = byte === backslash && !string.escaped;
            if (string.wanted && string.bytes.length <= maxStringBytes) string.bytes.push(byte);
          }
        } else if (begun) structure(byte);
        else if (!space.includes(byte)) {
          begun = true;
          isBatch = byte !== opening[0];
          structure(byte);
        }
      }
    },
    methods: () => [...methods],
    names: () => [...names],
    isBatch: () => isBatch,
  };
}

/** As JSON says it. What is no string of JSON is nothing that a server reads. */
function textOf(bytes: readonly number[]): string {
  const raw = Buffer.from(bytes).toString("utf8");
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}
