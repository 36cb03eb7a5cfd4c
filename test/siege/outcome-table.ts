import { allowedMs, lengthOf, PROMISED_MS } from './allowed-read-time.ts';
import type { WorldOutcome } from './play-world.ts';
import type { Span } from './tile-readers.ts';

const HEAD = [
  'world',
  'seconds',
  'reads',
  'worst ms',
  'closest to its limit',
  'p99 ms',
  `reads held to ${PROMISED_MS} ms`,
  'empty plugin: worst ms',
  'machine paused: worst ms',
  'lines said',
];
/** What a read may gain by small waits before its promise counts as loosened, in ms. */
const LOOSENED_MS = 20;

/** What was seen in each world, and what the log said of it. */
export function tableOf(outcomes: readonly WorldOutcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { world, span, reads, beside, lines } = outcome;
    return [
      world,
      (lengthOf(span) / 1_000).toFixed(1),
      reads.length,
      longest(reads, 1),
      closest(outcome),
      longest(reads, 0.99),
      strictPart(outcome),
      longest(beside.reads, 1),
      longest(beside.pauses, 1),
      lines.length,
    ];
  });
  const table = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [...table, ...outcomes.flatMap(words)].join('\n');
}

function words({ world, lines, ofMachine, missing }: WorldOutcome): readonly string[] {
  const excused = [...ofMachine, ...(missing.length > 0 ? [`missing frames: ${missing.join(', ')}`] : [])];
  const why = 'excused, as the machine stood still:';
  return ['', `${world}:`, ...lines.map((line) => `  │ ${line}`), ...excused.map((one) => `  ${why} ${one}`)];
}

/** What so large a part of all is not longer than, in whole ms. */
function longest(spans: readonly Span[], part: number): string {
  const sorted = spans.map(lengthOf).toSorted((a, b) => a - b);
  return (sorted[Math.ceil(part * sorted.length) - 1] ?? 0).toFixed(0);
}

/** Of the read that used most of its time: how long it took, and how long it was allowed to take. */
function closest({ reads, beside }: WorldOutcome): string {
  const all = reads.map((read) => ({ ms: lengthOf(read), most: allowedMs(read, beside) }));
  const [first] = all.toSorted((a, b) => b.ms / b.most - a.ms / a.most);
  return first ? `${first.ms.toFixed(0)} of ${first.most.toFixed(0)}` : '';
}

function strictPart({ reads, beside }: WorldOutcome): string {
  const strict = reads.filter((read) => allowedMs(read, beside) <= PROMISED_MS + LOOSENED_MS);
  return `${((100 * strict.length) / Math.max(1, reads.length)).toFixed(0)} %`;
}
