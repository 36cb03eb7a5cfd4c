import type { ExpectStatic } from 'vitest';
import { allowedMs, lengthOf, type MachineLoad, PROMISED_MS } from './allowed-read-time.ts';
import type { Home } from './home.ts';
import { FORGED } from './hostile-answers.ts';
import { forgedLines, linesWithControls, saysHowManyMissing } from './log-lines.ts';
import type { LostReader } from './meters.ts';
import { nowMs } from './process-calls.ts';
import type { Siege } from './start-siege.ts';
import type { Read } from './tile-readers.ts';
import { MOST_LINES, type World } from './world.ts';

/** How many late reads an error message shows. */
const MOST_SHOWN = 5;
/** With fewer reads, a world proves nothing. */
export const LEAST_READS = 20;
/** The power of `numberedFrame` grows by 1 VA with each frame, and starts again at 0 after this many frames. */
const VA_PERIOD = 9_000;
/** The tile may show a frame that came up to this many frames after the newest one at the time of the question. */
const FRAMES_LATER = 1_000;

/**
 * Every read was answered with a number, and in time. Where a world promises less than all others, one read in a hundred may take as long as
 * these promise: what the system does for the threads of a process together, as when one of them gives memory back, holds the others up.
 */
export function expectAnswered(
  expect: ExpectStatic,
  reads: readonly Read[],
  load: MachineLoad,
  promisedMs = PROMISED_MS,
): void {
  expect.soft(reads.length, 'reads').toBeGreaterThanOrEqual(LEAST_READS);
  const strictly = lateReads(reads, load, promisedMs);
  const mayBeHeldUp = promisedMs < PROMISED_MS && strictly.length <= reads.length / 100;
  const late = mayBeHeldUp ? lateReads(reads, load, PROMISED_MS) : strictly;
  const worst = late.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, MOST_SHOWN);
  expect
    .soft(
      worst.map(({ says }) => says),
      `${late.length} of ${reads.length} reads were late or had no answer`,
    )
    .toEqual([]);
}

/** The reads that took longer than they may, or had no answer. */
function lateReads(reads: readonly Read[], load: MachineLoad, promisedMs: number) {
  return reads.flatMap((read) => {
    const mayTakeMs = allowedMs(read, load, promisedMs);
    const tookMs = lengthOf(read);
    const says = `${tookMs.toFixed(0)} ms where ${mayTakeMs.toFixed(0)} were allowed ${read.failure ?? ''}`;
    return read.failure === undefined && tookMs <= mayTakeMs ? [] : [{ tookMs, says }];
  });
}

/**
 * Whether the log has all that it must have: the line of the world and, if frames are missing, their number or their time.
 * @param more how many more may be missing: those that do not count, and those sent since the missing ones were counted
 */
export function isLogComplete(
  { says, mayLack }: World,
  lines: readonly string[],
  missing: number,
  more: number,
): boolean {
  if (says && !lines.some((line) => says.test(line))) return false;
  if (missing === 0) return true;
  if (mayLack?.logged === 'by time') return lines.some((line) => /lost/i.test(line));
  const counts = Array.from({ length: more + 1 }, (_, nth) => missing + nth);
  return counts.some((count) => saysHowManyMissing(lines, count));
}

/** There are only a few lines in the log, none of which has control characters or is forged. */
export function expectShortLog(expect: ExpectStatic, lines: readonly string[], raw: readonly string[]): void {
  expect.soft(lines.slice(MOST_LINES), `lines of the log after the first ${MOST_LINES}`).toEqual([]);
  expect.soft(linesWithControls(raw), 'lines with control characters').toEqual([]);
  expect.soft(forgedLines(raw, FORGED), 'forged lines').toEqual([]);
}

/** The plugin has not disconnected from its meter by its own fault. */
export function expectNoLostReaders(expect: ExpectStatic, lost: readonly LostReader[], sinceMs: number): void {
  const since = lost.filter(({ atMs }) => atMs >= sinceMs);
  expect.soft(since, 'times when the plugin disconnected from a meter that was sending').toEqual([]);
}

/** Every due frame is in the database, except as many as may be missing in this world. */
export function expectComplete(expect: ExpectStatic, { mayLack }: World, missing: readonly number[]): void {
  expect.soft(missing.length, `missing frames, the first ${missing[0]}`).toBeLessThanOrEqual(mayLack?.most ?? 0);
}

/** The tile shows the power of the newest frame, or of a later one. */
export async function expectCurrentTile(
  expect: ExpectStatic,
  { meters, readers }: Siege,
  { name, meter, homebridge }: Home,
): Promise<void> {
  const newest = await meters.sent(meter);
  const fromMs = nowMs();
  const shown = async () => {
    const reads = homebridge.isAlive ? await readers.reads(name, { fromMs, toMs: nowMs() }) : [];
    return reads.some(({ value = Number.NaN }) => isPowerFrom(value, newest));
  };
  await expect.poll(shown, { message: 'the tile shows the newest frame' }).toBe(true);
}

/** Whether this is the power of the frame with this serial number, or of one of the next frames. */
export function isPowerFrom(va: number, serial: number): boolean {
  return (va + VA_PERIOD - (serial % VA_PERIOD)) % VA_PERIOD < FRAMES_LATER;
}
