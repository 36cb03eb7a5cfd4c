import { join } from 'node:path';
import { parisInstant } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { type Journal, openJournal } from '../../src/journal/journal.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { mark } from '../../testbed/disk-calls/control.ts';
import { BEGIN_MARKER } from '../../testbed/disk-calls/states.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { NO_REPORTS } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';

const { en } = textsIn;

/** 20:00 in Paris, on a day from which on the later days of a clock are those of another year. */
export const BEGIN_MS = parisInstant(Date.UTC(2027, 0, 12) / DAY_MS, 20 * 3_600);
const YEARS_MS = 3 * 365 * DAY_MS;
const STEP_MS = 20 * MINUTE_MS;
export const STEP_WH = 100;
/** How many Readings the life takes with a right clock, with one that is ahead, after that was set back, and after it forgot. */
const STEPS = [6, 20, 8, 3] as const;
/** When it ends, by a right clock. */
export const END_MS = BEGIN_MS + STEPS.reduce((sum, steps) => sum + steps, 0) * STEP_MS;
export const FORGOTTEN = 'forgotten';

/** A journal of that life, and its clocks. */
export function openForgetting(path: string, beganMs: number) {
  const clock = { nowMs: beganMs - BEGIN_MS, wallMs: beganMs };
  const journal = openJournal({
    ...{ path, reports: NO_REPORTS, texts: en.journal, mirrored: true, builtAtMs: Date.UTC(2026, 0, 1) },
    ...{ now: () => clock.nowMs, wall: () => clock.wallMs },
    ...{ config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 4 }, overheadBytes: 90_000 },
  });
  return { journal, clock, take: (steps: number) => take(journal, clock, steps) };
}

function take(journal: Journal, clock: { nowMs: number; wallMs: number }, steps: number): void {
  for (let step = 0; step < steps; step += 1) {
    clock.nowMs += STEP_MS;
    clock.wallMs += STEP_MS;
    const importedWh = 1_000_000 + Math.round(clock.nowMs / STEP_MS) * STEP_WH;
    journal.take('linky', readingAt(clock.nowMs, { apparentPowerVA: 300, importedWh }));
    journal.commit();
  }
}

/** Lives with a clock that was three years ahead for some hours, and forgets what it has dated. */
function live(folder: string): void {
  const { journal, clock, take } = openForgetting(join(folder, JOURNAL_FILE), BEGIN_MS);
  take(STEPS[0]);
  clock.wallMs += YEARS_MS;
  take(STEPS[1]);
  clock.wallMs -= YEARS_MS;
  take(STEPS[2]);
  mark(BEGIN_MARKER);
  const { kind } = journal.forgetLater();
  if (kind !== 'forgotten') throw new Error(kind);
  mark(FORGOTTEN);
  take(STEPS[3]);
  journal.close();
}

if (process.argv[1] === import.meta.filename) live(process.argv[2] ?? '');
export const LATER_MS = BEGIN_MS + 300 * DAY_MS;
export const AFTER_MS = END_MS + HOUR_MS;
