import { lengthOf } from './lateness.ts';
import type { Outcome } from './play.ts';
import type { Span } from './readers.ts';

const HEAD = [
  'world',
  'seconds',
  'reads',
  'worst ms',
  'p99 ms',
  'empty plugin: worst ms',
  'core busy: worst ms',
  'lines said',
];

/** What was seen in each world, and what the log said of it. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ world, span, reads, beside, busy, lines }) => [
    world,
    (lengthOf(span) / 1_000).toFixed(1),
    reads.length,
    longest(reads, 1),
    longest(reads, 0.99),
    longest(beside, 1),
    longest(busy, 1),
    lines.length,
  ]);
  const table = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const said = outcomes.flatMap(({ world, lines }) => ['', `${world}:`, ...lines.map((line) => `  │ ${line}`)]);
  return [...table, ...said].join('\n');
}

/** What so large a part of all is not longer than, in whole ms. */
function longest(spans: readonly Span[], part: number): string {
  const sorted = spans.map(lengthOf).toSorted((a, b) => a - b);
  return (sorted[Math.ceil(part * sorted.length) - 1] ?? 0).toFixed(0);
}
