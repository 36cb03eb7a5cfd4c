import { statSync } from 'node:fs';
import { join } from 'node:path';
import { dayOfDate } from '../src/base/paris-time.ts';
import { minutesOfDay } from '../src/energy/curve-parts.ts';
import type { NewImport } from '../src/journal/imports.ts';
import { type Journal, openJournal } from '../src/journal/journal.ts';
import { openReadOnlyJournal } from '../src/journal/read-only-journal.ts';
import { requestIn } from '../src/status/protocol.ts';
import { VERSION } from '../src/status/status.ts';
import { textsIn } from '../src/texts/texts.ts';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';
import { troublesIn } from '../testbed/support/troubles.ts';
import { type Cell, figure } from './table.ts';

const { en } = textsIn;

const BEGIN_DAY = dayOfDate('2023-08-01') ?? 0;
const RUNS = 5;

/** What a load curve of three years costs in the journal, in rows of a table. */
export function importRows(quick: boolean): readonly (readonly Cell[])[] {
  const years = quick ? 0.3 : 3;
  return [30, 5].flatMap((stepMinutes) => {
    const { bytes, checkMs, importMs, undoMs, readMs } = measured(loadCurve(Math.round(years * 365.25), stepMinutes));
    const what = `${years} years in steps of ${stepMinutes} min`;
    return [
      [`${what}: bytes`, figure(bytes)],
      [`${what}: the request parsed and checked`, figure(checkMs, 'ms')],
      [`${what}: imported, in one transaction`, figure(importMs, 'ms')],
      [`${what}: undone`, figure(undoMs, 'ms')],
      [`${what}: read`, figure(readMs, 'ms')],
    ];
  });
}

/** The medians of some runs, each in a journal of its own. */
function measured(file: NewImport) {
  const runs = Array.from({ length: RUNS }, () => measuredOnce(file));
  const median = (of: (run: (typeof runs)[number]) => number) => runs.map(of).toSorted((a, b) => a - b)[2] ?? 0;
  return {
    ...{ bytes: median(({ bytes }) => bytes), checkMs: median(({ checkMs }) => checkMs) },
    ...{ importMs: median(({ importMs }) => importMs), undoMs: median(({ undoMs }) => undoMs) },
    readMs: median(({ readMs }) => readMs),
  };
}

function measuredOnce(file: NewImport) {
  const folder = temporaryFolder();
  const path = join(folder, 'linky-tic.db');
  withJournal(path, () => {});
  const before = statSync(path).size;
  const order = { kind: 'import', import: file };
  const request = JSON.stringify({ version: VERSION, kind: 'order', id: 'a', order });
  const checkMs = timed(() => requestIn(request));
  const importMs = withJournal(path, (journal) => journal.addImport(file));
  const bytes = statSync(path).size - before;
  const readMs = timed(() => {
    using reader = openReadOnlyJournal(path);
    reader.importedDays(file.meter);
  });
  const undoMs = withJournal(path, (journal) => journal.undoImport(file.meter, 1));
  return { bytes, checkMs, importMs, undoMs, readMs };
}

/** How long work on an open journal takes. What is in the write-ahead log is in the file afterwards. */
function withJournal(path: string, work: (journal: Journal) => unknown): number {
  const reports = troublesIn({ debug() {}, info() {}, warn: console.warn, error: console.error });
  const config = { commitSeconds: 3_600, keepDays: 7, maxMegabytes: 256 };
  const clock = { now: () => performance.now(), wall: () => Date.now(), builtAtMs: 0 };
  const journal = openJournal({ path, config, mirrored: true, reports, texts: en.journal, ...clock });
  const ms = timed(() => work(journal));
  journal.close();
  return ms;
}

function timed(work: () => unknown): number {
  const beganMs = performance.now();
  work();
  return performance.now() - beganMs;
}

/** Mean powers from 50 to 9 000 W, as a house has them: most of them are small. */
function loadCurve(days: number, stepMinutes: number): NewImport {
  let state = 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.round(50 + 8_950 * (state / 2_147_483_647) ** 3);
  };
  const stepsOf = (day: number) => minutesOfDay(day) / stepMinutes;
  return {
    ...{ meter: 'linky', kind: 'enedisCurve' },
    days: Array.from({ length: days }, (_, nth) => ({
      day: BEGIN_DAY + nth,
      curve: [{ fromMinute: 0, stepMinutes, meanW: Array.from({ length: stepsOf(BEGIN_DAY + nth) }, next) }],
    })),
  };
}
