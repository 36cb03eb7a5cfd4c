import { setImmediate as turn } from 'node:timers/promises';
import { type PointMemory, pointsOf } from '../influx/points.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { type SpanLength, sumBySpan } from '../journal/span-sums.ts';
import { type JournalSelection, openSelectedJournal, sinceMsOf } from './journal-selection.ts';
import { Failure, type Session, UsageError } from './session.ts';
import { type MeterSpans, spanCsv, spanObjects, spanTable } from './span-formats.ts';

export interface HistoryCommandOptions extends JournalSelection {
  readonly by?: SpanLength;
  readonly format?: 'table' | 'csv' | 'line';
  readonly json?: boolean;
}

const DAY_MS = 86_400_000;
const LINES_A_TURN = 200;

/**
 * `linky-tic history`: prints the journal by minute, hour, day or month, or its readings as the points that InfluxDB would get.
 * @throws UsageError, Failure
 */
export async function history(options: HistoryCommandOptions, session: Session): Promise<void> {
  const { format = 'table', by = 'hour', json } = options;
  const { usage } = session.texts.cli;
  if (format === 'line' && (options.by !== undefined || json)) throw new UsageError(usage.lineAlone);
  if (options.format !== undefined && json) throw new UsageError(usage.jsonAlone);
  const fromMs = sinceMsOf(options, session) ?? session.clock.wall() - DAY_MS;
  using archive = openSelectedJournal(options, session);
  if (format === 'line') await print(pointsIn(archive, fromMs), session);
  else await printSpans(archive, fromMs, { format: json ? 'json' : format, by }, session);
}

async function printSpans(
  archive: ReadOnlyJournal,
  fromMs: number,
  { format, by }: { readonly format: 'table' | 'csv' | 'json'; readonly by: SpanLength },
  session: Session,
): Promise<void> {
  const { terminal, texts } = session;
  const { history: words } = texts.cli;
  const chapters = archive.meters
    .map(
      (meter): MeterSpans => ({ meter, spans: sumBySpan(archive.minutes(meter, fromMs, Number.MAX_SAFE_INTEGER), by) }),
    )
    .filter(({ spans }) => spans.length > 0);
  const lines = {
    table: () => chapters.flatMap((one) => spanTable(one, by, texts)),
    csv: () => spanCsv(chapters),
    json: () => spanObjects(chapters, by).map((one) => JSON.stringify(one)),
  }[format]();
  await print(lines, session);
  if (chapters.length === 0) terminal.remark(words.nothingSince(fromMs));
}

function* pointsIn(archive: ReadOnlyJournal, fromMs: number): Generator<string, void> {
  let memory: PointMemory = new Map();
  for (const entry of archive.entries(fromMs)) {
    const points = pointsOf(entry, memory, true);
    memory = points.memory;
    yield* points.lines;
  }
}

/**
 * Prints lines, and yields to the event loop every 200 lines, so that Ctrl-C and the end of a pipe (`| head`) are noticed.
 * @throws Failure when it was interrupted
 */
async function print(lines: Iterable<string>, { terminal, life }: Session): Promise<void> {
  let printed = 0;
  for (const line of lines) {
    if (life.aborted) throw new Failure('');
    terminal.print(line);
    printed += 1;
    if (printed % LINES_A_TURN === 0) await turn();
  }
}
