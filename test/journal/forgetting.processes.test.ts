import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parisDayOf } from '../../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { sumOfCounted } from '../../src/energy/watt-hours.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { missingCompiler } from '../../testbed/c-preload.ts';
import { compileDiskCalls, record } from '../../testbed/disk-calls/record.ts';
import { type DiskState, drawnStates, writeState } from '../../testbed/disk-calls/states.ts';
import { runsOf, SEED } from '../../testbed/support/generated.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { AFTER_MS, FORGOTTEN, LATER_MS, openForgetting, STEP_WH } from './forgetting-life.ts';

const LIFE = fileURLToPath(new URL('forgetting-life.ts', import.meta.url));
const STATES = 60;

const missing = missingCompiler();
describe.skipIf(missing)(missing ?? 'wherever the power is cut while a journal forgets what is later than now', () => {
  test('all of it is there or none, what was told to be forgotten does not come back, and no energy is lost', () => {
    const { calls } = record(compileDiskCalls(), LIFE);
    const path = join(temporaryFolder({ name: 'state', inMemory: true }), 'disk', JOURNAL_FILE);
    let states = 0;
    for (const state of drawnStates(calls, SEED, runsOf(STATES))) {
      states += 1;
      const isForgotten = state.markers.includes(FORGOTTEN);
      expect({ how: state.how, ...seenAfter(state, path) }).toEqual({
        ...{ how: state.how, shownLater: 0, laterDays: expect.toBeOneOf(isForgotten ? [0] : [0, 2]) },
        ...{ isSumRight: true, laterInCopy: expect.toBeOneOf(isForgotten ? [0] : [0, 1, 2]) },
      });
    }
    expect(states).toBeGreaterThan(STATES / 2);
  });
});

/** What a reader and the next start make of a state. */
function seenAfter(state: DiskState, path: string) {
  const lost = new Map([...state.files].filter(([name]) => name.includes('second-copy')));
  const laterInCopy = writeAnew(lost, path) ? laterDaysOf(path) : 0;
  writeAnew(state.files, path);
  const shownLater = shownLaterAt(path);
  const { journal, clock, take } = openForgetting(path, AFTER_MS);
  take(1);
  const lastWh = Math.round(clock.nowMs / (20 * 60_000)) * STEP_WH;
  journal.close();
  return { shownLater, laterDays: laterDaysOf(path), isSumRight: sumOf(path) === lastWh - STEP_WH, laterInCopy };
}

/** The days of a reader that hides nothing, since its clock is not set. */
function daysAt(path: string) {
  using reader = openReadOnlyJournal(path, () => 0);
  return reader.days('linky', 0, Number.MAX_SAFE_INTEGER);
}

function laterDaysOf(path: string): number {
  return daysAt(path).filter(({ day }) => day > parisDayOf(LATER_MS)).length;
}

function sumOf(path: string): number | undefined {
  return sumOfCounted(daysAt(path).flatMap(({ parts }) => parts)).energyWh;
}

function shownLaterAt(path: string): number {
  using reader = openReadOnlyJournal(path, () => AFTER_MS);
  const days = reader.days('linky', 0, Number.MAX_SAFE_INTEGER).filter(({ day }) => day > parisDayOf(LATER_MS));
  const entries = [...reader.entries(0)].filter(({ atMs }) => atMs > LATER_MS);
  return days.length + entries.length;
}

/** Returns whether there is anything. */
function writeAnew(files: DiskState['files'], path: string): boolean {
  const folder = join(path, '..');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeState({ files }, folder);
  return files.size > 0;
}
