/**
 * Draws a server's use: two plots over the same thirty days as inline SVG, and the same figures as tables, which a screen
 * reader reads. There is no script: the SVG's title elements show the figures of the day under the pointer.
 */
import { visible } from "@drawbridge/contracts/visible-text";
import type { Use, UseDay, UseTable } from "./usage-figures.ts";

/** In units of the SVG, which scales to the page's width. */
const width = 720;
const left = 56;
const plot = { calls: { top: 16, height: 96 }, p95: { top: 148, height: 64 } } as const;
const bottom = plot.p95.top + plot.p95.height;

export function useHtml({ summary, days, maxCalls, maxP95Ms, byDay, byTool, legend }: Use): string {
  return `<p>${visible(summary)}</p>
<figure class="use">
<svg viewBox="0 0 ${width} ${bottom + 22}" aria-hidden="true" focusable="false">
<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V4"/></pattern></defs>
${frame(plot.calls, maxCalls[1])}
${maxP95Ms === null ? "" : frame(plot.p95, maxP95Ms[1])}
${maxP95Ms === null ? "" : line(days, maxP95Ms[0])}
${days.map((day, at) => bars(day, at, days.length, maxCalls[0], maxP95Ms?.[0] ?? 0)).join("\n")}
${ends(days)}
</svg>
<figcaption aria-hidden="true"><span class="key calls"></span>${visible(legend.calls)} <span class="key errors"></span>${visible(legend.errors)} <span class="key p95"></span>${visible(legend.p95)}</figcaption>
</figure>
${byTool === null ? "" : tableHtml(byTool)}
<details><summary>${visible(byDay.caption)}</summary>${tableHtml(byDay)}</details>`;
}

type Frame = (typeof plot)[keyof typeof plot];

const frame = ({ top, height }: Frame, maxLabel: string): string =>
  `<path class="axis" d="M${left} ${top}H${width}M${left} ${top + height}H${width}"/>
<text x="${left - 8}" y="${top + 4}" class="end">${visible(maxLabel)}</text><text x="${left - 8}" y="${top + height + 4}" class="end">0</text>`;

const step = (count: number): number => (width - left) / count;
const rounded = (value: number): string => value.toFixed(1);

/** A day's column: its calls, the failed ones among them (hatched, so that colour is not needed), and its figures. */
function bars(
  { calls, errors, p95Ms, words }: UseDay,
  at: number,
  count: number,
  maxCalls: number,
  maxP95Ms: number,
): string {
  const wide = step(count);
  const x = left + at * wide;
  const { top, height } = plot.calls;
  const high = (value: number): number => (value / maxCalls) * height;
  const box = (kind: string, from: number, tall: number): string =>
    tall === 0
      ? ""
      : `<rect class="${kind}" x="${rounded(x + 2)}" y="${rounded(from)}" width="${rounded(wide - 4)}" height="${rounded(Math.max(tall, 1))}"/>`;
  const foot = top + height;
  const failed = box("errors", foot - high(errors), high(errors));
  const dot =
    p95Ms === null || maxP95Ms === 0
      ? ""
      : `<circle class="p95" cx="${rounded(x + wide / 2)}" cy="${rounded(p95At(p95Ms, maxP95Ms))}" r="2.5"/>`;
  return `<g><title>${visible(words)}</title><rect class="column" x="${rounded(x)}" y="${top}" width="${rounded(wide)}" height="${bottom - top}"/>${box("calls", foot - high(calls), high(calls))}${failed}${failed.replace('class="errors"', 'class="errors-hatch"')}${dot}</g>`;
}

const p95At = (ms: number, maxP95Ms: number): number => plot.p95.top + plot.p95.height * (1 - ms / maxP95Ms);

/** The line has a gap where a day had no call, because there is no duration to show. */
function line(days: readonly UseDay[], maxP95Ms: number): string {
  const wide = step(days.length);
  let pen = "M";
  const path = days.map(({ p95Ms }, at) => {
    if (p95Ms === null) {
      pen = "M";
      return "";
    }
    const point = `${pen}${rounded(left + (at + 0.5) * wide)} ${rounded(p95At(p95Ms, maxP95Ms))}`;
    pen = "L";
    return point;
  });
  return `<path class="line" d="${path.join("")}"/>`;
}

function ends(days: readonly UseDay[]): string {
  const label = (day: UseDay | undefined): string => visible(day?.words.split(":")[0] ?? "");
  return `<text x="${left}" y="${bottom + 18}">${label(days[0])}</text><text x="${width}" y="${bottom + 18}" class="end">${label(days.at(-1))}</text>`;
}

export function tableHtml({ caption, head, rows }: UseTable): string {
  const [first = "", ...others] = head;
  return `<table><caption>${visible(caption)}</caption><thead><tr><th scope="col">${visible(first)}</th>${others
    .map((name) => `<th scope="col" class="figure">${visible(name)}</th>`)
    .join("")}</tr></thead><tbody>${rows
    .map(
      ([name = "", ...figures]) =>
        `<tr><th scope="row">${visible(name)}</th>${figures.map((figure) => `<td class="figure">${visible(figure)}</td>`).join("")}</tr>`,
    )
    .join("")}</tbody></table>`;
}
