/**
 * How many bytes are written to the disk in whole days, in which days are written several times: the demo house at a frame a
 * second by a clock that does not wait, into a journal on a small loop disk. With `--beside DIR` also those of another version.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beginningOfDay, dayOfDate } from '../src/base/paris-time.ts';
import type * as JournalModule from '../src/journal/journal.ts';
import type { Reading } from '../src/reading/reading.ts';
import { standardGroups } from '../src/source/demo/frames.ts';
import { household } from '../src/source/demo/household.ts';
import { textsIn } from '../src/texts/texts.ts';
import { Decoder } from '../src/tic/decoder.ts';
import { encodeFrame } from '../src/tic/encode.ts';
import { readingFromFrame } from '../src/tic/frame-reading.ts';
import { createLoopDisk } from '../testbed/loop-disk.ts';
import { troublesIn } from '../testbed/support/troubles.ts';
import type { Version } from './compared-versions.ts';
import { type Cell, figure, type Table } from './table.ts';

const { en } = textsIn;

const DAYS = 2;
const COMMIT_S = 30;
const BEGAN_MS = beginningOfDay(dayOfDate('2026-11-02') ?? 0) + 12 * 3_600_000;

/** How many bytes the journal of each version writes in two days. */
export async function deviceDaysTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const seconds = (quick ? 1 : DAYS) * 86_400;
  const rows: (readonly Cell[])[] = [];
  for (const version of versions) rows.push([version.name, ...(await measured(version, seconds))]);
  return {
    title: 'Bytes to the device in whole days',
    says: `The demo house in standard mode, a frame a second for ${seconds / 3_600} h of a clock that does not wait, a commit every ${COMMIT_S} s, without a mirror, on a small ext4 disk of its own.`,
    header: ['version', 'frames', 'bytes', 'MB a day'],
    rows,
  };
}

async function measured({ plugin }: Version, seconds: number): Promise<readonly Cell[]> {
  const module = join(plugin, 'src/journal/journal.ts');
  const { openJournal } = (await import(pathToFileURL(module).href)) as typeof JournalModule;
  using disk = createLoopDisk(512);
  const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const clock = { nowMs: 0 };
  const journal = openJournal({
    path: join(disk.folder, 'linky-tic.db'),
    config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 512 },
    mirrored: false,
    reports: troublesIn(log),
    // Versions before the list of what is wrong have a log in its place.
    ...{ log },
    texts: en.journal,
    ...{ now: () => clock.nowMs, wall: () => BEGAN_MS + clock.nowMs, builtAtMs: 0 },
  });
  const readings = demoReadings();
  const take = (from: number, to: number) => {
    for (let second = from; second < to; second += 1) {
      clock.nowMs = second * 1_000;
      const reading = readings(second);
      if (reading) journal.take('linky', reading);
      if (second % COMMIT_S === 0) journal.commit();
    }
  };
  // The first commits also create the tables, which happens only once.
  take(0, 3 * COMMIT_S);
  const [before, from] = [disk.writtenBytes(), journal.end];
  take(3 * COMMIT_S, 3 * COMMIT_S + seconds);
  const [bytes, frames] = [disk.writtenBytes() - before, journal.end - from];
  journal.close();
  return [figure(frames), figure(bytes), figure(((bytes / seconds) * 86_400) / 1e6, '', 2)];
}

/** What a meter of the demo house says in each second, in order. */
function demoReadings(): (second: number) => Reading | undefined {
  const [house, decoder] = [household(1), new Decoder('standard')];
  return (second) => {
    const groups = standardGroups(house, '021900000001', BEGAN_MS + second * 1_000);
    const frames = decoder.decode(encodeFrame(groups, 'standard')).filter((one) => one.kind === 'frame');
    const [frame] = frames;
    return frame && readingFromFrame(frame.frame, second * 1_000);
  };
}
