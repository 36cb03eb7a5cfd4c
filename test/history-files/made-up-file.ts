import fc from 'fast-check';
import { beginOf, CURVE_LINES, type CurveKind } from '../../testbed/history-files/curve-files.ts';
import { bytesOf, type FileBytes } from '../../testbed/history-files/file-bytes.ts';
import {
  type CurveRow,
  daysAgain,
  eachTimes,
  rowsOf,
  shuffled,
  withoutValues,
  withSpotReadings,
} from '../../testbed/history-files/file-rows.ts';
import { type KnownStep, stepsOf } from '../../testbed/history-files/known-house.ts';
import { dateInParis, datePlus, midnightInParis, shownInParis } from '../../testbed/history-files/paris-clock.ts';
import { type CellStyle, spreadsheetFile } from '../../testbed/history-files/spreadsheet-file.ts';
import { endOf } from './house-steps.ts';

/** A file with any mixture of the flaws that files have, and what is true of it. */
export interface MadeUpFile {
  readonly mixture: Mixture;
  readonly bytes: Uint8Array;
  /** What must be read. */
  readonly certain: readonly KnownStep[];
  /** What may be read: the certain steps, and those in October whose hour the file does not show. */
  readonly possible: readonly KnownStep[];
  readonly rows: readonly CurveRow[];
  /** The last line has no end, so it is unknown whether its value is complete: it need not be accepted. */
  readonly isCut: boolean;
  readonly prm: string | undefined;
  readonly noTimeRows: number;
  readonly hasHourOnce: boolean;
}

/** The flaws of a file, as numbers that make sense for a house of any length. */
export interface Mixture {
  readonly kind: CurveKind | 'enedisSpreadsheet';
  readonly cells: CellStyle;
  readonly seed: number;
  readonly from: string;
  readonly stretches: readonly { readonly minutes: number; readonly hours: number }[];
  /** How many of a hundred rows have lost their values. */
  readonly emptyPercent: number;
  readonly drops: readonly { readonly at: number; readonly rows: number }[];
  readonly contradicted: readonly number[];
  readonly completed: readonly number[];
  readonly times: number;
  readonly again: readonly number[];
  readonly spotsEvery: number | undefined;
  readonly order: 'oldest first' | 'newest first' | 'shuffled';
  readonly hourOnce: boolean;
  readonly noTime: boolean;
  readonly marchEnd: '02:00' | '03:00';
  readonly octoberEnd: '02:00' | '03:00';
  readonly prm: string;
  readonly bytes: FileBytes;
}

const PRM = '09123456789012';
/** Some days before the clocks change, a leap day, a change of the year, and an ordinary week. */
const BEGINNINGS = ['2024-03-30', '2025-03-29', '2024-10-26', '2025-10-25', '2024-02-28', '2024-12-30', '2024-06-10'];
/** How many rows around a gap or a change of the step show the step, if rows have only their ends. */
const SHOWN_ROWS = 8;
const times = fc.constantFrom(1, 1, 1, 2, 4);
const position = fc.nat({ max: 5_000 });

/** Any mixture, mostly of little. */
export const mixtures: fc.Arbitrary<Mixture> = fc.record({
  kind: fc.constantFrom<Mixture['kind']>(...(Object.keys(CURVE_LINES) as CurveKind[]), 'enedisSpreadsheet'),
  cells: fc.record({
    dates: fc.constantFrom('texts', 'dates'),
    values: fc.constantFrom('numbers', 'texts'),
    column: fc.nat({ max: 3 }),
    isShared: fc.boolean(),
  }),
  seed: fc.nat({ max: 1_000_000 }),
  from: fc.constantFrom(...BEGINNINGS),
  stretches: fc.array(
    fc.record({ minutes: fc.constantFrom(5, 10, 15, 30, 30, 30, 60), hours: fc.integer({ min: 16, max: 50 }) }),
    { minLength: 1, maxLength: 4 },
  ),
  emptyPercent: fc.constantFrom(0, 0, 5, 40),
  drops: fc.array(fc.record({ at: position, rows: fc.integer({ min: 1, max: 30 }) }), { maxLength: 3 }),
  contradicted: fc.array(position, { maxLength: 2 }),
  completed: fc.array(position, { maxLength: 2 }),
  times,
  again: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }),
  spotsEvery: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined, freq: 2 }),
  order: fc.constantFrom('oldest first', 'oldest first', 'newest first', 'shuffled'),
  hourOnce: fc.boolean(),
  noTime: fc.boolean(),
  marchEnd: fc.constantFrom('02:00', '03:00'),
  octoberEnd: fc.constantFrom('02:00', '03:00'),
  prm: fc.constantFrom(PRM, PRM, '2,31282E+13', 'XXXXXXXXXXXXXX', '00000000000000'),
  bytes: fc.record({
    encoding: fc.constantFrom('utf-8', 'utf-8 with BOM', 'latin-1'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    lastLine: fc.constantFrom('end', 'nothing', 'blank line'),
  }),
});

/** Makes a file of a mixture. */
export function madeUpFile(given: Mixture): MadeUpFile {
  const mixture = withShownSteps(given);
  const steps = knownSteps(mixture);
  const dropped = droppedSteps(mixture, steps);
  const kept = steps.filter((step) => !dropped.has(step));
  const nthOf = (at: number) => at % kept.length;
  const isEmpty = (nth: number) => (nth * 7_919 + mixture.seed) % 100 < mixture.emptyPercent;
  const isFree = (nth: number) => !isEmpty(nth) && !isDoubtful(mixture, kept[nth] as KnownStep);
  const contradicted = new Set(mixture.contradicted.map(nthOf).filter(isFree));
  const completed = new Set(mixture.completed.map(nthOf).filter((nth) => isFree(nth) && !contradicted.has(nth)));
  const once = withoutValues(rowsOf(kept), isEmpty).flatMap((row, nth): CurveRow[] => {
    if (contradicted.has(nth)) return [row, { ...row, watts: (row.watts ?? 0) + 1_000 }];
    return completed.has(nth) ? [{ ...row, watts: undefined }, row] : [row];
  });
  const rows = inOrder(mixture, allRows(mixture, once, kept));
  const possible = kept.filter((_, nth) => !isEmpty(nth) && !contradicted.has(nth));
  const { lines, noTimeRows } = linesOf(mixture, rows);
  const last = rows.at(-1) as CurveRow;
  const isLastWrong = kept.some((step, nth) => step.fromMs === last.fromMs && contradicted.has(nth));
  const endMs = Math.max(...rows.map(({ fromMs, minutes }) => fromMs + minutes * 60_000));
  const isLastRow = last.fromMs + last.minutes * 60_000 === endMs && shownInParis(endMs).endsWith('00:00:00');
  // The portal announces the date on which a file ends: without an end of the line, one that ends before is truncated.
  const isUnannounced = mixture.kind === 'enedisCurve' && !isLastRow;
  const bytes = isLastWrong || isUnannounced ? { ...mixture.bytes, lastLine: 'end' as const } : mixture.bytes;
  const isCut = bytes.lastLine === 'nothing' && mixture.kind !== 'enedisSpreadsheet';
  return {
    ...{ mixture, rows, possible, noTimeRows },
    bytes: mixture.kind === 'enedisSpreadsheet' ? workbookOf(mixture, rows) : bytesOf(lines, bytes),
    isCut,
    certain: possible.filter((step) => !isUnknowable(mixture, step, kept) && !(isCut && step.fromMs === last.fromMs)),
    prm: mixture.prm === PRM && saysPrm(mixture) ? PRM : undefined,
    hasHourOnce: kept.some((step) => isDoubtful(mixture, step)) && !kept.some((step) => isSecondPass(mixture, step)),
  };
}

/**
 * No step changes in or beside the hour of October that comes twice, in files without offsets: there the rows would show neither
 * the hour nor the step.
 */
function withShownSteps(mixture: Mixture): Mixture {
  const steps = knownSteps(mixture);
  const nths = steps.flatMap((step, nth) => (isDoubtful(mixture, step) ? [nth] : []));
  const around = steps.slice(Math.max(0, (nths[0] ?? 0) - SHOWN_ROWS), (nths.at(-1) ?? -1) + 1 + SHOWN_ROWS);
  const isOneLength = new Set(around.map(({ minutes }) => minutes)).size <= 1;
  return nths.length === 0 || isOneLength ? mixture : { ...mixture, stretches: mixture.stretches.slice(0, 1) };
}

function workbookOf(mixture: Mixture, rows: readonly CurveRow[]): Uint8Array {
  return spreadsheetFile({ ...mixture.cells, prm: mixture.prm, curves: [{ ...mixture, rows }] });
}

/** Whether rows have only their ends, so that the step follows from neighbouring rows. */
export function hasEndsOnly({ kind }: Mixture): boolean {
  return kind === 'enedisCurve' || kind === 'endStamps' || kind === 'edfPowers';
}

function saysPrm({ kind }: Mixture): boolean {
  return kind !== 'beginAndEnd' && kind !== 'edfPowers';
}

function knownSteps({ seed, from, stretches }: Mixture): readonly KnownStep[] {
  let fromMs = midnightInParis(from);
  return stretches.flatMap(({ minutes, hours }) => {
    const toMs = fromMs + (minutes === 5 ? Math.ceil(hours / 2) : hours) * 3_600_000;
    const steps = stepsOf({ seed, grainW: 1 }, { fromMs, toMs, minutes });
    fromMs = toMs;
    return steps;
  });
}

/** What the file lacks, without a replacement. */
function droppedSteps(mixture: Mixture, steps: readonly KnownStep[]): ReadonlySet<KnownStep> {
  const dropped = new Set<KnownStep>();
  const second = mixture.hourOnce ? steps.filter((step) => isSecondPass(mixture, step)) : [];
  if (second.length > 0 && isShown(steps, steps.indexOf(second[0] as KnownStep), second.length, dropped)) {
    for (const step of second) dropped.add(step);
  }
  for (const { at, rows } of mixture.drops) {
    const first = at % steps.length;
    const gap = steps.slice(first, first + rows);
    const mayGo = !hasEndsOnly(mixture) || isShown(steps, first, rows, dropped);
    if (mayGo && !gap.some((step) => isDoubtful(mixture, step))) for (const step of gap) dropped.add(step);
  }
  return dropped.size < steps.length ? dropped : new Set();
}

/** Whether there are rows of the same step around a gap. */
function isShown(steps: readonly KnownStep[], first: number, count: number, dropped: ReadonlySet<KnownStep>): boolean {
  const around = steps.slice(Math.max(0, first - SHOWN_ROWS), first + count + SHOWN_ROWS);
  const isOneLength = new Set(around.map(({ minutes }) => minutes)).size === 1;
  return around.length === count + 2 * SHOWN_ROWS && isOneLength && !around.some((step) => dropped.has(step));
}

/** Whether the stamp of a step is in the repeated hour, and has no offset. */
function isDoubtful(mixture: Mixture, step: KnownStep): boolean {
  if (mixture.kind === 'enedisCurve') return false;
  const stampMs = stampOf(mixture, step);
  const sameShown = [stampMs - 3_600_000, stampMs + 3_600_000];
  return sameShown.some((ms) => shownInParis(ms) === shownInParis(stampMs));
}

function isSecondPass(mixture: Mixture, step: KnownStep): boolean {
  const stampMs = stampOf(mixture, step);
  return isDoubtful(mixture, step) && shownInParis(stampMs - 3_600_000) === shownInParis(stampMs);
}

function stampOf({ kind }: Mixture, step: KnownStep): number {
  return kind === 'beginAndEnd' || kind === 'enedisSpreadsheet' ? step.fromMs : endOf(step);
}

/**
 * Whether the order of the rows does not tell which of the two hours a step is in. Where their day has no other rows, those of the
 * second hour may be copies of the first one's.
 */
function isUnknowable(mixture: Mixture, step: KnownStep, kept: readonly KnownStep[]): boolean {
  if (!isDoubtful(mixture, step)) return false;
  const dateOf = (one: KnownStep) => dateInParis(stampOf(mixture, one));
  const isAlone = kept.every((one) => isDoubtful(mixture, one) || dateOf(one) !== dateOf(step));
  return (
    mixture.order === 'shuffled' ||
    againDates(mixture, kept).has(dateInParis(step.fromMs)) ||
    (isAlone && isSecondPass(mixture, step))
  );
}

function againDates({ again }: Mixture, kept: readonly KnownStep[]): ReadonlySet<string> {
  const first = dateInParis((kept[0] as KnownStep).fromMs);
  return new Set(again.map((days) => datePlus(first, days)));
}

function allRows(mixture: Mixture, once: readonly CurveRow[], kept: readonly KnownStep[]): readonly CurveRow[] {
  const { spotsEvery, times: copies } = mixture;
  const withSpots = spotsEvery === undefined ? once : withSpotReadings(once, spotsEvery);
  return eachTimes(daysAgain(withSpots, againDates(mixture, kept)), copies);
}

/** In EDF's list whole days change their places: an hour stands under its date. */
function inOrder({ kind, order, seed }: Mixture, rows: readonly CurveRow[]): readonly CurveRow[] {
  if (order === 'oldest first') return rows;
  if (order === 'newest first') return rows.toReversed();
  if (kind !== 'edfPowers') return shuffled(rows, seed);
  const byDate = Map.groupBy(rows, (row) => dateInParis(row.fromMs));
  return shuffled([...byDate.values()], seed).flat();
}

/** The lines; where a time that March lacks is wanted, a row of it stands before the one of an hour later. */
function linesOf(mixture: Mixture, rows: readonly CurveRow[]) {
  const { kind, noTime, order } = mixture;
  if (kind === 'enedisSpreadsheet') return { lines: [], noTimeRows: 0 };
  const lines = CURVE_LINES[kind]({ rows, ...mixture });
  const isPlain = order === 'oldest first' && (kind === 'endStamps' || kind === 'onePointARow');
  const march = rows.find((row) => row.watts !== undefined && isHourAfterMarchChange(row));
  if (!noTime || !isPlain || !march) return { lines, noTimeRows: 0 };
  const stamp = shownInParis(endOf({ ...march, meanW: 0 }));
  const nth = lines.findIndex((line) => line.replace('T', ' ').includes(stamp));
  const ghost = (lines[nth] as string).replace(/([T ])03:/, '$102:');
  return { lines: lines.toSpliced(nth, 0, ghost), noTimeRows: 1 };
}

function isHourAfterMarchChange(row: CurveRow): boolean {
  const endMs = beginOf(row) + row.minutes * 60_000;
  const shown = shownInParis(endMs);
  return (
    row.lateS === undefined && shown.slice(11, 16) === '03:30' && shownInParis(endMs - 3_600_000).includes(' 01:30')
  );
}
