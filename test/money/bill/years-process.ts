import { DAY_SPANS } from '../../../src/energy/span.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { pricedSpans } from '../../../src/money/priced-spans.ts';
import { daysOf } from '../../../testbed/support/journal-days.ts';
import { pricesOf } from './contracts.ts';

// A process that prints its offset from UTC in July, and the days, months and years of the journal at a path, each on a line.
using journal = openReadOnlyJournal(process.argv[2] ?? '');
const spans = journal.meters.flatMap((meter) => {
  const days = daysOf(journal, meter);
  return DAY_SPANS.flatMap((by) => pricedSpans(days, by, { prices: pricesOf(meter), nowMs: Date.UTC(2027, 0, 2) }));
});
const offset = new Date(2026, 6, 1).getTimezoneOffset();
process.stdout.write([offset, ...spans.map((span) => JSON.stringify(span))].join('\n'));
