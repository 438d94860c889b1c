/** How servers write a number of bytes for models and engineers: binary units, as the engines' own settings do. */

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

/** "512 B", "3.5 TiB": rounded to at most one digit after the point. */
export function formatByteSize(bytes: number): string {
  const power = Math.min(Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)), units.length - 1);
  return `${(bytes / 2 ** (10 * power)).toLocaleString("en-US", { maximumFractionDigits: 1 })} ${units[power]}`;
}
