import { expect, test } from 'vitest';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { CURVE_LINES, type CurveFile, type CurveKind } from '../../testbed/history-files/curve-files.ts';
import { bytesOf, type FileBytes } from '../../testbed/history-files/file-bytes.ts';
import { rowsOf } from '../../testbed/history-files/file-rows.ts';
import { type Direction, type KnownHouse, type KnownStep, stepsOf } from '../../testbed/history-files/known-house.ts';
import { midnightInParis } from '../../testbed/history-files/paris-clock.ts';
import { spreadsheetFile } from '../../testbed/history-files/spreadsheet-file.ts';
import { expectSteps, NOTHING_SPECIAL, readSteps, timeFactsOf } from './house-steps.ts';

const PRM = '09123456789012';
const HOUSE: KnownHouse = { seed: 2024, grainW: 1, isProducer: true };
/** Half a year with both clock changes, a change of the year, and a leap day. */
const WINTER = { fromMs: midnightInParis('2023-10-15'), toMs: midnightInParis('2024-04-07') };
const DAYS = 175;

const made = new Map<string, readonly KnownStep[]>();

/** What the house imported or exported that winter. Several files have the same steps, which take a while to make. */
function winterSteps(minutes: number, direction: Direction): readonly KnownStep[] {
  const name = `${minutes} ${direction}`;
  const steps = made.get(name) ?? stepsOf(HOUSE, { ...WINTER, minutes, direction });
  made.set(name, steps);
  return steps;
}

interface Written {
  readonly kind: CurveKind;
  readonly minutes: number;
  readonly newestFirst?: true;
  readonly direction?: Direction;
  readonly bytes?: FileBytes;
  readonly file?: Partial<CurveFile>;
}

const WRITTEN: readonly Written[] = [
  { kind: 'enedisCurve', minutes: 30 },
  { kind: 'enedisCurve', minutes: 60, bytes: { encoding: 'utf-8 with BOM', lineEnd: '\r\n' } },
  { kind: 'enedisCurve', minutes: 15, direction: 'given', newestFirst: true },
  { kind: 'beginAndEnd', minutes: 30 },
  { kind: 'beginAndEnd', minutes: 30, newestFirst: true, bytes: { lineEnd: '\r\n' } },
  { kind: 'beginAndEnd', minutes: 30, file: { marchEnd: '02:00', octoberEnd: '03:00' } },
  { kind: 'endStamps', minutes: 30, bytes: { lastLine: 'blank line' } },
  { kind: 'endStamps', minutes: 15, newestFirst: true, file: { marchEnd: '02:00' } },
  { kind: 'onePointARow', minutes: 30, bytes: { encoding: 'latin-1' } },
  { kind: 'onePointARow', minutes: 10, direction: 'given', newestFirst: true },
  { kind: 'onePointARow', minutes: 5, bytes: { encoding: 'utf-16', lineEnd: '\r\n' } },
  { kind: 'edfPowers', minutes: 30, newestFirst: true, bytes: { encoding: 'latin-1', lineEnd: '\r\n' } },
  { kind: 'edfPowers', minutes: 30, bytes: { encoding: 'utf-8' } },
];

test.each(WRITTEN)('a winter of the known house, written as $kind in steps of $minutes min: %j', async (written) => {
  const { kind, minutes, newestFirst, direction = 'drawn' } = written;
  const steps = winterSteps(minutes, direction);
  const rows = newestFirst ? rowsOf(steps).toReversed() : rowsOf(steps);
  const lines = CURVE_LINES[kind]({ rows, prm: PRM, direction, ...written.file });
  const file = await readHistoryFile(bytesOf(lines, written.bytes));
  expect(file.kind).toBe(kind);
  expect(file.prm).toBe(['enedisCurve', 'endStamps', 'onePointARow'].includes(kind) ? PRM : undefined);
  expect(file.days).toHaveLength(DAYS);
  expectSteps(readSteps(file.days, direction), steps);
  expect(file.facts).toEqual({ ...NOTHING_SPECIAL, rows: steps.length, ...timeFactsOf(steps) });
});

test.each([
  { dates: 'texts', values: 'numbers' },
  { dates: 'dates', values: 'numbers', column: 2 },
  { dates: 'texts', values: 'texts', column: 0, isShared: true },
] as const)('a winter of the known house in a spreadsheet with both directions: %j', async (style) => {
  const directions = ['drawn', 'given'] as const;
  const curves = directions.map((direction) => ({
    direction,
    prm: PRM,
    rows: rowsOf(winterSteps(30, direction)),
  }));
  const file = await readHistoryFile(spreadsheetFile({ prm: PRM, curves, ...style }));
  expect([file.kind, file.prm, file.days.length]).toEqual(['enedisSpreadsheet', PRM, DAYS]);
  for (const direction of directions) {
    const steps = winterSteps(30, direction);
    expectSteps(readSteps(file.days, direction), steps);
    const rows = 2 * steps.length;
    expect(file.facts).toEqual({ ...NOTHING_SPECIAL, rows, ...timeFactsOf(steps) });
  }
});
