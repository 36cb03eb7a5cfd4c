import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type PointMemory, pointsOf } from '../influx/point.ts';
import { type Archive, openArchive } from '../journal/archive.ts';
import { type SpanLength, spansOf } from '../journal/span.ts';
import { JOURNAL_FILE } from '../settings.ts';
import { stateFolder } from './folder.ts';
import { Failure, reasonOf, requireSqlite, type Session, UsageError } from './session.ts';
import { momentOf } from './since.ts';
import { type Chapter, csvOf, objectsOf, tableOf } from './table.ts';

export interface ArchiveOptions {
  /** The folder that the journal is in. */
  readonly storage?: string;
  readonly since?: string;
}

export interface HistoryOptions extends ArchiveOptions {
  readonly by?: SpanLength;
  readonly format?: 'table' | 'csv' | 'line';
  readonly json?: boolean;
}

const DAY_MS = 86_400_000;
const LINES_A_TURN = 200;

/**
 * `linky-tic history`: the journal by minute, hour, day or month, or its readings as the points that InfluxDB is sent.
 * @throws UsageError, Failure
 */
export async function history(options: HistoryOptions, session: Session): Promise<void> {
  const { format = 'table', by = 'hour', json } = options;
  const { usage } = session.texts.cli;
  if (format === 'line' && (options.by !== undefined || json)) throw new UsageError(usage.lineAlone);
  if (options.format !== undefined && json) throw new UsageError(usage.jsonAlone);
  const fromMs = sinceIn(options, session) ?? session.clock.wall() - DAY_MS;
  using archive = archiveIn(options, session);
  if (format === 'line') await print(pointsIn(archive, fromMs), session);
  else await printSpans(archive, fromMs, { format: json ? 'json' : format, by }, session);
}

/** The moment that `--since` names. @throws UsageError */
export function sinceIn({ since }: ArchiveOptions, { clock, texts }: Session): number | undefined {
  if (since === undefined) return undefined;
  const fromMs = momentOf(since, clock.wall());
  if (fromMs === undefined) throw new UsageError(texts.cli.usage.since(since));
  return fromMs;
}

export function journalPath({ storage }: ArchiveOptions, { env }: Session): string {
  return join(storage ?? stateFolder(env, process.getuid?.() === 0), JOURNAL_FILE);
}

/** Opens the journal to read it. @throws Failure */
export function archiveIn(options: ArchiveOptions, session: Session): Archive {
  const path = journalPath(options, session);
  requireSqlite(session);
  try {
    if (!statSync(path, { throwIfNoEntry: false }))
      throw new Failure(session.texts.cli.history.noJournal(dirname(path)));
    return openArchive(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(session.texts.cli.history.cannotOpen(path, reasonOf(error, session)));
  }
}

async function printSpans(
  archive: Archive,
  fromMs: number,
  { format, by }: { readonly format: 'table' | 'csv' | 'json'; readonly by: SpanLength },
  session: Session,
): Promise<void> {
  const { terminal, texts } = session;
  const { history: words } = texts.cli;
  const chapters = archive.meters
    .map((meter): Chapter => ({ meter, spans: spansOf(archive.minutes(meter, fromMs, Number.MAX_SAFE_INTEGER), by) }))
    .filter(({ spans }) => spans.length > 0);
  const lines = {
    table: () => chapters.flatMap((one) => tableOf(one, by, words)),
    csv: () => csvOf(chapters),
    json: () => objectsOf(chapters, by).map((one) => JSON.stringify(one)),
  }[format]();
  await print(lines, session);
  if (chapters.length === 0) terminal.remark(words.nothingSince(fromMs));
}

function* pointsIn(archive: Archive, fromMs: number): Generator<string, void> {
  let memory: PointMemory = new Map();
  for (const entry of archive.entries(fromMs)) {
    const points = pointsOf(entry, memory, true);
    memory = points.memory;
    yield* points.lines;
  }
}

/**
 * Prints a listing, and gives way now and then: to who interrupts it, and to the news that nobody reads any more.
 * @throws Failure when it has not come to its end
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
