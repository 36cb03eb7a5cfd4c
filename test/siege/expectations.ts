import type { ExpectStatic } from 'vitest';
import { allowedMs, lengthOf, type MachineLoad } from './allowed-read-time.ts';
import type { Home } from './home.ts';
import { FORGED } from './hostile-database.ts';
import { forgedLines, linesWithControls, saysHowManyMissing } from './log-lines.ts';
import type { LostReader } from './meters.ts';
import { nowMs } from './process-calls.ts';
import type { Siege } from './start-siege.ts';
import type { Read } from './tile-readers.ts';
import { MOST_LINES, type World } from './world.ts';

/** Of the reads that were late, so many are shown. */
const MOST_SHOWN = 5;
/** With fewer reads a world was not tried. */
const LEAST_READS = 20;
const SHOWN_WITHIN_MS = 20_000;
/** After so many frames the power in `tells` begins again at 0 VA, and grows by 1 VA a frame. */
const VA_AGAIN = 9_000;
/** What the tile may show beyond the newest frame when it was asked. */
const FRAMES_LATER = 1_000;

/** Every read is answered with a number, and in time. */
export function expectAnswered(expect: ExpectStatic, reads: readonly Read[], beside: MachineLoad): void {
  expect.soft(reads.length, 'reads').toBeGreaterThan(LEAST_READS);
  const late = reads.flatMap((read) => {
    const mayTakeMs = allowedMs(read, beside);
    const tookMs = lengthOf(read);
    const says = `${tookMs.toFixed(0)} ms where ${mayTakeMs.toFixed(0)} were allowed ${read.failure ?? ''}`;
    return read.failure === undefined && tookMs <= mayTakeMs ? [] : [{ tookMs, says }];
  });
  const worst = late.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, MOST_SHOWN);
  expect
    .soft(
      worst.map(({ says }) => says),
      `${late.length} of ${reads.length} reads were late or had no answer`,
    )
    .toEqual([]);
}

/**
 * Whether the log says what it must, and where frames are missing, how many or of which time.
 * @param later how many frames have come since they were counted: of these some may be missing as well
 */
export function hasSaidAll(
  { says, mayLack }: World,
  lines: readonly string[],
  missing: number,
  later: number,
): boolean {
  if (says && !lines.some((line) => says.test(line))) return false;
  if (missing === 0) return true;
  if (mayLack?.told === 'by time') return lines.some((line) => /lost/i.test(line));
  const counts = Array.from({ length: later + 1 }, (_, more) => missing + more);
  return counts.some((count) => saysHowManyMissing(lines, count));
}

/** The log says it in few lines, of which none does anything to a terminal. */
export function expectFewWords(expect: ExpectStatic, lines: readonly string[], raw: readonly string[]): void {
  expect.soft(lines.slice(MOST_LINES), `what the log says after ${MOST_LINES} lines`).toEqual([]);
  expect.soft(linesWithControls(raw), 'lines that steer a terminal').toEqual([]);
  expect.soft(forgedLines(raw, FORGED), 'lines that somebody else has put there').toEqual([]);
}

/** The plugin lets go of its meter only when the machine has stood still. */
export function expectHeld(expect: ExpectStatic, lost: readonly LostReader[], sinceMs: number): void {
  const since = lost.filter(({ atMs }) => atMs >= sinceMs);
  expect.soft(since, 'times that the plugin let go of a meter that talked').toEqual([]);
}

/** Every frame that was due is there, but for those that this world may lack. */
export function expectComplete(expect: ExpectStatic, { mayLack }: World, missing: readonly number[]): void {
  expect.soft(missing.length, `missing frames, the first ${missing[0]}`).toBeLessThanOrEqual(mayLack?.most ?? 0);
}

/** The tile shows what the meter says now. */
export async function expectShown(
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
  await expect.poll(shown, { timeout: SHOWN_WITHIN_MS, message: 'the tile shows the newest frame' }).toBe(true);
}

/** Whether so many VA are those of that frame, or of one that came soon after it. */
export function isPowerFrom(va: number, serial: number): boolean {
  return (va + VA_AGAIN - (serial % VA_AGAIN)) % VA_AGAIN < FRAMES_LATER;
}
