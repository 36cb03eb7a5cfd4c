import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../src/base/plugin-names.ts';
import { type Journal, openJournal } from '../src/journal/journal.ts';
import { textsIn } from '../src/texts/texts.ts';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';
import { troublesIn } from '../testbed/support/troubles.ts';
import { frameReadings } from './frames.ts';

const { en } = textsIn;

/** Frames of a day at one frame a second, as in standard mode. */
export const DAY_FRAMES = 86_400;
const COMMIT_FRAMES = 30;
/** Every Linux has a file system in memory here. */

if (process.argv[1] === import.meta.filename) fill(process.argv[2] ?? '', Number(process.argv[3]));

/**
 * Fills the journal of a folder with undelivered frames, one a second until a minute ago. A process of its own does it,
 * for its memory.
 */
export function fillJournal(folder: string, frames: number): void {
  // It is filled in memory first, because each commit would wait for the disk.
  const made = temporaryFolder({ inMemory: true });
  try {
    execFileSync(process.execPath, [import.meta.filename, made, String(frames)], { stdio: 'inherit' });
    cpSync(made, folder, { recursive: true });
  } finally {
    rmSync(made, { recursive: true });
  }
}

export function journalIn(folder: string, commitSeconds: number, now: () => number, wall: () => number): Journal {
  const log = { debug: () => {}, info: () => {}, warn: console.error, error: console.error };
  return openJournal({
    path: join(folder, JOURNAL_FILE),
    config: { commitSeconds, keepDays: 7, maxMegabytes: 256 },
    mirrored: true,
    ...{ now, wall, builtAtMs: 0, reports: troublesIn(log), texts: en.journal },
  });
}

function fill(folder: string, frames: number): void {
  const startMs = Date.now() - (frames + 60) * 1_000;
  let nowMs = 0;
  const journal = journalIn(
    folder,
    1e6,
    () => nowMs,
    () => startMs + nowMs,
  );
  const readingAt = frameReadings(startMs);
  for (let at = 0; at < frames; at += 1) {
    journal.take('linky', readingAt(at));
    nowMs += 1_000;
    if (at % COMMIT_FRAMES === 0) journal.commit();
  }
  journal.close();
}
