import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type PointMemory, pointsOf } from '../influx/point.ts';
import { type Archive, openArchive } from '../journal/archive.ts';
import { type SpanLength, spansOf } from '../journal/span.ts';
import { JOURNAL_FILE } from '../service.ts';
import { stateFolder } from './folder.ts';
import { Failure, requireSqlite, type Session, UsageError } from './session.ts';
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

/**
 * `linky-tic history`: the journal by minute, hour, day or month, or its readings as the points that InfluxDB is sent.
 * @throws UsageError, Failure
 */
export function history(options: HistoryOptions, session: Session): void {
  const { format = 'table', by = 'hour', json } = options;
  if (format === 'line' && (options.by !== undefined || json)) throw new UsageError(session.texts.cli.usage.lineAlone);
  const fromMs = sinceIn(options, session) ?? session.clock.wall() - DAY_MS;
  using archive = archiveIn(options, session);
  if (format === 'line') printPoints(archive, fromMs, session);
  else printSpans(archive, fromMs, { format: json ? 'json' : format, by }, session);
}

/** The moment that `--since` names. @throws UsageError */
export function sinceIn({ since }: ArchiveOptions, { clock, texts }: Session): number | undefined {
  if (since === undefined) return undefined;
  const fromMs = momentOf(since, clock.wall());
  if (fromMs === undefined) throw new UsageError(texts.cli.usage.since(since));
  return fromMs;
}

/** Opens the journal to read it. @throws Failure */
export function archiveIn({ storage }: ArchiveOptions, session: Session): Archive {
  const folder = storage ?? stateFolder(session.env, process.getuid?.() === 0);
  const path = join(folder, JOURNAL_FILE);
  requireSqlite(session);
  if (!existsSync(path)) throw new Failure(session.texts.cli.history.noJournal(folder));
  try {
    return openArchive(path);
  } catch (error) {
    throw new Failure(session.texts.cli.history.cannotOpen(path, (error as Error).message));
  }
}

function printSpans(
  archive: Archive,
  fromMs: number,
  { format, by }: { readonly format: 'table' | 'csv' | 'json'; readonly by: SpanLength },
  { terminal, texts: { cli } }: Session,
): void {
  const chapters = archive.meters
    .map((meter): Chapter => ({ meter, spans: spansOf(archive.minutes(meter, fromMs, Number.MAX_SAFE_INTEGER), by) }))
    .filter(({ spans }) => spans.length > 0);
  const lines = {
    table: () => chapters.flatMap((one) => tableOf(one, by, cli.history)),
    csv: () => csvOf(chapters),
    json: () => objectsOf(chapters, by).map((one) => JSON.stringify(one)),
  }[format]();
  for (const line of lines) terminal.print(line);
  if (chapters.length === 0) terminal.remark(cli.history.nothingSince(fromMs));
}

function printPoints(archive: Archive, fromMs: number, { terminal, life }: Session): void {
  let memory: PointMemory = new Map();
  for (const entry of archive.entries(fromMs)) {
    if (life.aborted) return;
    const points = pointsOf(entry, memory, true);
    memory = points.memory;
    for (const line of points.lines) terminal.print(line);
  }
}
