import { allowedMs, lengthOf } from './allowed-read-time.ts';
import type { WorldOutcome } from './play-world.ts';
import type { Span } from './tile-readers.ts';

const HEAD = [
  'world',
  'seconds',
  'reads',
  'worst ms',
  'closest to its limit',
  'p99 ms',
  'promised ms',
  'reads held to that',
  'empty plugin: worst ms',
  'machine paused: worst ms',
  'lines said',
];
/** A read whose limit is at most this much longer than the promised time counts as held to it. */
const TOLERANCE_MS = 20;

/** A table of what was observed in each world, and below it the lines of the log. */
export function tableOf(outcomes: readonly WorldOutcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { world, span, reads, load, lines } = outcome;
    return [
      world,
      (lengthOf(span) / 1_000).toFixed(1),
      reads.length,
      quantile(reads, 1),
      closest(outcome),
      quantile(reads, 0.99),
      outcome.promisedMs.toFixed(0),
      strictPart(outcome),
      quantile(load.reads, 1),
      quantile(load.pauses, 1),
      lines.length,
    ];
  });
  const table = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [...table, ...outcomes.flatMap(logOf)].join('\n');
}

function logOf({ world, lines, excusedLines, excusedFrames }: WorldOutcome): readonly string[] {
  const excused = [
    ...excusedLines,
    ...(excusedFrames.length > 0 ? [`missing frames: ${excusedFrames.join(', ')}`] : []),
  ];
  const why = 'excused, as the machine stood still:';
  return ['', `${world}:`, ...lines.map((line) => `  │ ${line}`), ...excused.map((one) => `  ${why} ${one}`)];
}

/** The quantile of the lengths at `part`, in whole ms. */
function quantile(spans: readonly Span[], part: number): string {
  const sorted = spans.map(lengthOf).toSorted((a, b) => a - b);
  return (sorted[Math.ceil(part * sorted.length) - 1] ?? 0).toFixed(0);
}

/** How long the read that came closest to its limit took, and that limit. */
function closest({ reads, load, promisedMs }: WorldOutcome): string {
  const all = reads.map((read) => ({ ms: lengthOf(read), most: allowedMs(read, load, promisedMs) }));
  const [first] = all.toSorted((a, b) => b.ms / b.most - a.ms / a.most);
  return first ? `${first.ms.toFixed(0)} of ${first.most.toFixed(0)}` : '';
}

function strictPart({ reads, load, promisedMs }: WorldOutcome): string {
  const strict = reads.filter((read) => allowedMs(read, load, promisedMs) <= promisedMs + TOLERANCE_MS);
  return `${((100 * strict.length) / Math.max(1, reads.length)).toFixed(0)} %`;
}
