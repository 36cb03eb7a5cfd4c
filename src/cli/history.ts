import { setImmediate as turn } from 'node:timers/promises';
import { DAY_MS, parisDayOf } from '../base/paris-time.ts';
import { DAY_SPANS, type DaySpan, type MinuteSpan, type Span, spanDateOf } from '../energy/span.ts';
import type { PointMemory, pointsOf } from '../influx/points.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { energyOf, type PricedMeterEnergy } from '../money/energy-of.ts';
import type { Price } from '../money/price.ts';
import type { PricedSpan } from '../money/priced-spans.ts';
import { energyCsv, energyObjects } from './energy-formats.ts';
import { energyTable } from './energy-table.ts';
import { openSelectedJournal, remarkRescued, sinceMsOf } from './journal-selection.ts';
import { type PriceOptions, pricesForHours, pricesOfMeters, remarkUnpriced } from './meter-prices.ts';
import { Failure, type Session, UsageError } from './session.ts';
import { type MeterSpans, spanCsv, spanObjects, spanTable } from './span-formats.ts';

export interface HistoryCommandOptions extends PriceOptions {
  readonly by?: MinuteSpan | DaySpan;
  readonly cost?: boolean;
  readonly format?: 'table' | 'csv' | 'line';
  readonly json?: boolean;
}

type Format = 'table' | 'csv' | 'json';

const LINES_A_TURN = 200;

/**
 * `linky-tic history`: prints the journal by minute, hour, day, month or year in Paris time, or its readings as the points that InfluxDB
 * would get.
 * @throws UsageError, Failure
 */
export async function history(options: HistoryCommandOptions, session: Session): Promise<void> {
  checkCombination(options, session);
  const { by = 'hour', format = 'table', json } = options;
  const sinceMs = sinceMsOf(options, session);
  const fromMs = sinceMs ?? session.clock.wall() - DAY_MS;
  using archive = openSelectedJournal(options, session);
  if (format === 'line') {
    const points = await import('../influx/points.ts');
    return await print(pointsIn(archive, fromMs, points.pointsOf), session);
  }
  const printed = json ? 'json' : format;
  if (by === 'minute' || by === 'hour') await printSums(archive, { by, format: printed, fromMs }, options, session);
  else await printEnergy(archive, { by, format: printed, sinceMs }, options, session);
  remarkRescued(archive, options, session);
}

function checkCombination(options: HistoryCommandOptions, { texts }: Session): void {
  const { by, format, json, cost, config } = options;
  const { usage } = texts.cli;
  if (format === 'line' && (by !== undefined || json)) throw new UsageError(usage.lineAlone);
  if (format !== undefined && json) throw new UsageError(usage.jsonAlone);
  if (cost && !DAY_SPANS.some((span) => span === by)) throw new UsageError(usage.costByDay);
  if (config !== undefined && !cost) throw new UsageError(usage.configForCost);
}

async function printSums(
  archive: ReadOnlyJournal,
  { by, format, fromMs }: { readonly by: MinuteSpan; readonly format: Format; readonly fromMs: number },
  options: HistoryCommandOptions,
  session: Session,
): Promise<void> {
  const prices = pricesForHours(options, session);
  const nowMs = session.clock.wall();
  const chapters = chaptersOf(archive, (meter) => {
    const energy = energyOf(archive, meter, nowMs);
    return energy.spans({ by, fromMs, hours: hoursFor(energy, () => prices(meter)) }).filter(isListed);
  });
  const lines = {
    table: () => chapters.flatMap((one) => spanTable(one, session.texts)),
    csv: () => spanCsv(chapters),
    json: () => jsonLines(spanObjects(chapters, by)),
  }[format]();
  await print(lines, session);
  if (chapters.length === 0) remarkNothing(fromMs, session);
}

async function printEnergy(
  archive: ReadOnlyJournal,
  { by, format, sinceMs }: { readonly by: DaySpan; readonly format: Format; readonly sinceMs: number | undefined },
  options: HistoryCommandOptions,
  session: Session,
): Promise<void> {
  const prices = options.cost ? pricesOfMeters(options, session) : undefined;
  const nowMs = session.clock.wall();
  const since = sinceMs === undefined ? '' : spanDateOf(parisDayOf(sinceMs), by);
  const pricesOf = prices?.of ?? pricesForHours(options, session);
  const chapters = chaptersOf(archive, (meter): readonly PricedSpan[] => {
    const energy = energyOf(archive, meter, nowMs);
    const hours = hoursFor(energy, () => pricesOf(meter));
    return energy.spans({ by, hours, prices: prices?.of(meter) ?? [] }).filter(({ date }) => date >= since);
  });
  const lines = {
    table: () => chapters.flatMap((one) => energyTable(one, session.texts)),
    csv: () => energyCsv(chapters),
    json: () => jsonLines(energyObjects(chapters)),
  }[format]();
  await print(lines, session);
  if (chapters.length === 0) remarkNothing(sinceMs, session);
  if (prices) remarkUnpriced(chapters, prices, session);
}

/** The settings are read for the hours by which curves are split, and only if there are curves. */
function hoursFor({ imported }: PricedMeterEnergy, prices: () => readonly Price[]): readonly Price[] {
  return imported.length === 0 ? [] : prices();
}

/** Hours with only exported energy from files are not listed: there is no column for it. */
function isListed({ energyWh, fromFilesWh }: Span): boolean {
  return energyWh !== undefined || fromFilesWh === undefined;
}

/** The meters that have spans. */
function chaptersOf<One>(
  { meters }: ReadOnlyJournal,
  spans: (meter: string) => readonly One[],
): readonly MeterSpans<One>[] {
  return meters.map((meter) => ({ meter, spans: spans(meter) })).filter(({ spans }) => spans.length > 0);
}

function jsonLines(objects: readonly object[]): readonly string[] {
  return objects.map((one) => JSON.stringify(one));
}

function remarkNothing(sinceMs: number | undefined, { terminal, texts }: Session): void {
  const { nothing, nothingSince } = texts.cli.history;
  terminal.remark(sinceMs === undefined ? nothing : nothingSince(sinceMs));
}

function* pointsIn(archive: ReadOnlyJournal, fromMs: number, of: typeof pointsOf): Generator<string, void> {
  let memory: PointMemory = new Map();
  for (const entry of archive.entries(fromMs)) {
    const points = of(entry, memory, true);
    memory = points.memory;
    for (const { text } of points.lines) yield text;
  }
}

/**
 * Prints lines, and yields to the event loop every 200 lines, so that Ctrl-C and the end of a pipe (`| head`) are noticed.
 * @throws Failure if it was interrupted
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
