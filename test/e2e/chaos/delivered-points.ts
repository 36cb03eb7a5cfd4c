import { expect } from 'vitest';
import type { Database, Points } from './database.ts';
import { IMPORTED_WH, type NumberedFrame, type Values } from './numbered-frames.ts';
import type { SentFrame } from './talking-meter.ts';

/** Two processes, each with whole milliseconds of its own, and the steps by which one follows the other. */
const ROUNDED_MS = 5;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface SentFrames {
  readonly written: ReadonlyMap<number, SentFrame>;
  /** What must be there, by serial number; unless said otherwise, each frame that was written while it was heard. */
  readonly taken?: ReadonlySet<number>;
  /** Of these, what was in memory only when the plugin was killed. */
  readonly uncommitted: ReadonlySet<number>;
}

/** The frames of which there must be points, by the time of those. */
type Frames = readonly (readonly [atMs: number, told: NumberedFrame])[];

/**
 * Compares every point with every frame: what was heard is there, but for what was in memory only when the plugin was
 * killed; nothing else is there; each once, with its numbers and texts, at its time, in order. Gives how many a kill has
 * cost.
 */
export async function expectNothingLost(database: Database, account: SentFrames): Promise<number> {
  const { written, uncommitted } = account;
  const atMsBySerial = await serialsIn(database);
  const lost = [...dueSerials(account)].filter((serial) => !atMsBySerial.has(serial));
  expect(
    lost.filter((serial) => !uncommitted.has(serial)),
    'lost',
  ).toEqual([]);

  const serials = [...atMsBySerial.keys()];
  expect(
    serials.filter((serial) => !written.has(serial)),
    'never sent',
  ).toEqual([]);
  expect(serials, 'in order').toEqual(serials.toSorted((a, b) => a - b));
  expectDatesRight(atMsBySerial, written);

  const frames = [...atMsBySerial].flatMap(([serial, atMs]) => {
    const told = written.get(serial)?.told;
    return told ? [[atMs, told] as const] : [];
  });
  for (const measurement of ['linky', 'linky_tic'] as const) {
    const expected = frames.map(([atMs, told]) => [atMs, kept(told[measurement], database)] as const);
    const points = await database.points(measurement, fieldsOf(expected));
    expect([...points], measurement).toEqual(expected);
  }
  await expectChangesTold(database, frames);
  return lost.length;
}

/** What must be in the database. */
export function dueSerials({ written, taken }: Pick<SentFrames, 'written' | 'taken'>): ReadonlySet<number> {
  return taken ?? new Set([...written].filter(([, { heard }]) => heard).map(([serial]) => serial));
}

/** The time of each serial number, in the order of time. */
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

/** Each between its beginning and the plugin's word of it. Where nobody listened, a frame may lie in a buffer first. */
function expectDatesRight(atMsBySerial: ReadonlyMap<number, number>, written: SentFrames['written']): void {
  const wrong = [...atMsBySerial].flatMap(([serial, atMs]) => {
    const { heard, atMs: fromMs = Number.NaN, toldMs = Number.NaN } = written.get(serial) ?? {};
    const isRight = atMs >= fromMs - ROUNDED_MS && atMs <= toldMs + ROUNDED_MS;
    return heard && !isRight ? [{ serial, lateMs: atMs - fromMs, atMostMs: toldMs - fromMs }] : [];
  });
  expect(wrong, 'at another time').toEqual([]);
}

/** `linky_energy` and, where texts are kept, `linky_info`: each point is what a frame said, and no change is missing. */
async function expectChangesTold(database: Database, frames: Frames): Promise<void> {
  for (const register of Object.keys(frames[0]?.[1].linky_energy ?? {})) {
    const points = await database.points('linky_energy', ['wh'], 'linky', register);
    const said = frames.map(([atMs, told]) => [atMs, { wh: told.linky_energy[register] ?? Number.NaN }] as const);
    expectChanges(points, said, MINUTE_MS, `linky_energy, ${register}`);
  }
  if (!database.keepsTexts) return;
  const said = frames.map(([atMs, told]) => [atMs, told.linky_info] as const);
  expectChanges(await database.points('linky_info', fieldsOf(said)), said, HOUR_MS, 'linky_info');
}

/** @param spanMs how often it is said although nothing has changed */
function expectChanges(points: Points, said: Said, spanMs: number, name: string): void {
  const byTime = new Map(said);
  expect([...points], name).toEqual([...points.keys()].map((atMs) => [atMs, byTime.get(atMs)]));
  const changes = said.filter(([atMs, says], at) => {
    const [beforeMs, before] = said[at - 1] ?? [Number.NEGATIVE_INFINITY];
    const isNewSpan = Math.floor(atMs / spanMs) !== Math.floor(beforeMs / spanMs);
    return isNewSpan || JSON.stringify(says) !== JSON.stringify(before);
  });
  expect(
    changes.filter(([atMs]) => !points.has(atMs)),
    `${name}, missing`,
  ).toEqual([]);
}

type Said = readonly (readonly [atMs: number, says: Values])[];

function kept(values: Values, { keepsTexts }: Database): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => keepsTexts || typeof value === 'number'));
}

function fieldsOf(said: Said): readonly string[] {
  return [...new Set(said.flatMap(([, values]) => Object.keys(values)))];
}
