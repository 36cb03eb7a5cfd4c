import { expect } from 'vitest';
import { IMPORTED_WH, type NumberedFrame, type Values } from '../../../testbed/meter/numbered-frames.ts';
import { HOUR_MS, MINUTE_MS } from '../../../testbed/support/time.ts';
import type { Database, Points } from './database.ts';
import type { SentFrame } from './talking-meter.ts';

/** The tolerance for times: two processes round to whole milliseconds, and the clock of one follows the other in steps. */
const ROUNDED_MS = 5;

/** The frames of a run, for which there must be points. */
export interface SentFrames {
  /** By serial number. */
  readonly sent: ReadonlyMap<number, SentFrame>;
  /** The serial numbers that must be in the database; unless given, those of all frames that the plugin must have read. */
  readonly due?: ReadonlySet<number>;
  /** Those of them that were only in memory when the plugin was killed. They may be missing. */
  readonly uncommitted: ReadonlySet<number>;
}

/** Frames with the time of their points. */
type TimedFrames = readonly (readonly [atMs: number, frame: NumberedFrame])[];

/**
 * Compares all points with all frames. Each frame that the plugin must have read is in the database, except those that
 * were only in memory when the plugin was killed. There is nothing else. Each frame is there once, with its numbers and
 * texts, at its time, in order.
 * @returns how many frames were lost because of a kill
 */
export async function expectNothingLost(database: Database, frames: SentFrames): Promise<number> {
  const { sent, uncommitted } = frames;
  const atMsBySerial = await serialsIn(database);
  const lost = [...dueSerials(frames)].filter((serial) => !atMsBySerial.has(serial));
  expect(
    lost.filter((serial) => !uncommitted.has(serial)),
    'lost',
  ).toEqual([]);

  const serials = [...atMsBySerial.keys()];
  expect(
    serials.filter((serial) => !sent.has(serial)),
    'never sent',
  ).toEqual([]);
  expect(serials, 'in order').toEqual(serials.toSorted((a, b) => a - b));
  expectCorrectTimes(atMsBySerial, sent);

  const found = [...atMsBySerial].flatMap(([serial, atMs]) => {
    const frame = sent.get(serial)?.frame;
    return frame ? [[atMs, frame] as const] : [];
  });
  for (const measurement of ['linky', 'linky_tic'] as const) {
    const expected = found.map(([atMs, frame]) => [atMs, storedValues(frame[measurement], database)] as const);
    const points = await database.points(measurement, fieldsOf(expected));
    expect([...points], measurement).toEqual(expected);
  }
  await expectPointsOfChanges(database, found);
  return lost.length;
}

/** The serial numbers that must be in the database. */
export function dueSerials({ sent, due }: Pick<SentFrames, 'sent' | 'due'>): ReadonlySet<number> {
  return due ?? new Set([...sent].filter(([, { isDue }]) => isDue).map(([serial]) => serial));
}

/** The serial numbers of the frames that are in the database, with their times, ordered by time. */
export async function serialsIn(database: Database): Promise<ReadonlyMap<number, number>> {
  const points = await database.points('linky', ['import_wh']);
  const serials = new Map<number, number>();
  for (const [atMs, { import_wh = 0 }] of points) {
    const serial = Number(import_wh) - IMPORTED_WH;
    expect(serials.has(serial), `frame ${serial} twice`).toBe(false);
    serials.set(serial, atMs);
  }
  return serials;
}

/**
 * The time of each point lies between the beginning of its frame and the moment at which the plugin logged it. Frames that came
 * while the port was not open are not checked: they may have been buffered first.
 */
function expectCorrectTimes(atMsBySerial: ReadonlyMap<number, number>, sent: SentFrames['sent']): void {
  const wrong = [...atMsBySerial].flatMap(([serial, atMs]) => {
    const { isDue, atMs: fromMs = Number.NaN, loggedMs = Number.NaN } = sent.get(serial) ?? {};
    const isRight = atMs >= fromMs - ROUNDED_MS && atMs <= loggedMs + ROUNDED_MS;
    return isDue && !isRight ? [{ serial, lateMs: atMs - fromMs, atMostMs: loggedMs - fromMs }] : [];
  });
  expect(wrong, 'at another time').toEqual([]);
}

/**
 * `linky_energy` and, where the server stores texts, `linky_info`: each point has the values of its frame, and no
 * change is missing.
 */
async function expectPointsOfChanges(database: Database, frames: TimedFrames): Promise<void> {
  for (const register of Object.keys(frames[0]?.[1].linky_energy ?? {})) {
    const points = await database.points('linky_energy', ['wh'], 'linky', register);
    const values = frames.map(([atMs, frame]) => [atMs, { wh: frame.linky_energy[register] ?? Number.NaN }] as const);
    expectChanges(points, values, MINUTE_MS, `linky_energy, ${register}`);
  }
  if (!database.storesTexts) return;
  const values = frames.map(([atMs, frame]) => [atMs, frame.linky_info] as const);
  expectChanges(await database.points('linky_info', fieldsOf(values)), values, HOUR_MS, 'linky_info');
}

/** @param spanMs how often there is a point although nothing has changed */
function expectChanges(points: Points, values: TimedValues, spanMs: number, name: string): void {
  const byTime = new Map(values);
  expect([...points], name).toEqual([...points.keys()].map((atMs) => [atMs, byTime.get(atMs)]));
  const changes = values.filter(([atMs, current], at) => {
    const [beforeMs, before] = values[at - 1] ?? [Number.NEGATIVE_INFINITY];
    const isNewSpan = Math.floor(atMs / spanMs) !== Math.floor(beforeMs / spanMs);
    return isNewSpan || JSON.stringify(current) !== JSON.stringify(before);
  });
  expect(
    changes.filter(([atMs]) => !points.has(atMs)),
    `${name}, missing`,
  ).toEqual([]);
}

type TimedValues = readonly (readonly [atMs: number, values: Values])[];

function storedValues(values: Values, { storesTexts }: Database): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => storesTexts || typeof value === 'number'));
}

function fieldsOf(timed: TimedValues): readonly string[] {
  return [...new Set(timed.flatMap(([, values]) => Object.keys(values)))];
}
