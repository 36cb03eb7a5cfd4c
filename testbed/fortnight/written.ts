import type { Row } from '../databases/servers.ts';
import type { OwnDatabase } from '../databases/shared-databases.ts';
import { MINUTE_MS } from '../support/time.ts';
import { momentOf, shownAt } from '../years/wall-clock.ts';
import type { KnownHours } from './expected.ts';
import type { HomeHappening, Script } from './life.ts';
import type { SentFrame } from './live.ts';

/**
 * Wall time is the monotonic time plus a number that is rounded. The plugin finds it by looking at both clocks, one after the other,
 * and stays with it while it is not wrong by more than 20 ms: so long a busy machine may take between the two looks.
 */
const MOST_WRONG_MS = 22;
/** After so many steps of its index in a period, it is known which period a register counts. */
const STEPS_UNTIL_KNOWN = 4;

/** The database and the slug of a meter whose rows are meant. */
export interface MeterRows {
  readonly database: OwnDatabase;
  readonly meter: string;
}

/** Finds the frame of a row of InfluxDB, by its time. */
export type FrameOfRow = (row: Row) => SentFrame;

/** @throws for a row that belongs to no frame */
export function frameFinder(frames: readonly SentFrame[]): FrameOfRow {
  return ({ time, ...row }) => {
    const atMs = Number(time);
    const frame = frames.findLast(({ fromMs }) => fromMs - MOST_WRONG_MS <= atMs);
    if (!frame || atMs > frame.untilMs + MOST_WRONG_MS) {
      throw new Error(`no frame was sent at ${shownAt(atMs)} (${atMs}): ${JSON.stringify(row)}`);
    }
    return frame;
  };
}

/** The off-peak hours that `linky_info` has, by frame. */
export async function writtenHours(
  { database, meter }: MeterRows,
  frameOf: FrameOfRow,
): Promise<ReadonlyMap<SentFrame, KnownHours>> {
  const rows = await database.query(`SELECT * FROM linky_info WHERE meter = '${meter}'`);
  return new Map(
    rows.map((row) => [frameOf(row), { today: textIn(row, 'off_peak'), tomorrow: textIn(row, 'off_peak_tomorrow') }]),
  );
}

/** What each series of `linky_register` counts: `f07 HC yes`. */
export async function writtenRegisters({ database, meter }: MeterRows): Promise<readonly string[]> {
  const rows = await database.query(`SELECT last(wh) FROM linky_register WHERE meter = '${meter}' GROUP BY *`);
  return rows
    .map(({ register, period, off_peak }) => [register, period, off_peak].filter((tag) => tag).join(' '))
    .sort();
}

/**
 * Where `linky_register` is not what stood on the meter: each row has the index of its frame, and each step of an index has a row,
 * as soon as its period is known.
 */
export async function registerMistakes(
  { database, meter }: MeterRows,
  script: Script<HomeHappening>,
  frames: readonly SentFrame[],
  frameOf: FrameOfRow,
): Promise<readonly string[]> {
  const rows = await database.query(`SELECT * FROM linky_register WHERE meter = '${meter}'`);
  const mistakes: string[] = [];
  const seen = new Map<SentFrame, Set<string>>();
  for (const row of rows) {
    const frame = frameOf(row);
    const label = labelOf(String(row['register']));
    seen.set(frame, (seen.get(frame) ?? new Set()).add(label));
    const { [label]: wh } = frame.state.registers;
    if (wh !== row['wh']) mistakes.push(`${shownAt(frame.atMs)} ${label} was ${wh}, not ${row['wh']}`);
  }
  const steps = new Map<string, number>();
  for (const [nth, frame] of frames.entries()) {
    const before = frames[nth - 1];
    const label = frame.state.counting;
    const key = `${frame.state.address} ${label}`;
    const hasStepped = frame.state.registers[label] !== before?.state.registers[label];
    if (!hasStepped || before?.state.counting !== label) continue;
    steps.set(key, (steps.get(key) ?? 0) + 1);
    const isKnown = (steps.get(key) ?? 0) > STEPS_UNTIL_KNOWN;
    if (isKnown && !seen.get(frame)?.has(label) && !mayBeLost(frame, script)) {
      mistakes.push(`${shownAt(frame.atMs)} ${label} is missing`);
    }
  }
  return mistakes;
}

/** A kill takes what was not written yet. */
function mayBeLost({ atMs }: SentFrame, script: Script<HomeHappening>): boolean {
  return script.some(([at, { kind }]) => kind === 'kill' && momentOf(at) >= atMs && momentOf(at) - atMs <= MINUTE_MS);
}

/** The label of a register in the frames: `EASF07` of `f07`, `HCHC` of `hc`, `BBRHCJB` of `hcjb`. */
function labelOf(register: string): string {
  if (/^f\d\d$/.test(register)) return `EAS${register.toUpperCase()}`;
  return register.length === 2 ? `HC${register.toUpperCase()}` : `BBR${register.toUpperCase()}`;
}

function textIn(row: Row, column: string): string | undefined {
  const text = row[column];
  return typeof text === 'string' ? text : undefined;
}
