import { beginningOfDay, parisTimeOf } from '../../src/base/paris-time.ts';
import type { CurvePiece, ImportedDay } from '../../src/energy/imported-day.ts';
import { type FileProblem, type HistoryFile, HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

/** The result of reading a file with these lines, each with a line end. */
export function fileOf(...lines: readonly string[]): Promise<HistoryFile> {
  return readHistoryFile(Buffer.from(lines.map((line) => `${line}\n`).join('')));
}

/** Why a file cannot be read. */
export async function problemOf(bytes: Uint8Array | string): Promise<FileProblem> {
  try {
    await readHistoryFile(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  } catch (error) {
    if (error instanceof HistoryFileError) return error.problem;
    throw error;
  }
  throw new Error('The file was read.');
}

/** The steps of imported energy, as `2023-01-01 00:30+01:00 30 min 460 W`: the local time at the beginning of each. */
export function drawnSteps({ days }: { readonly days: readonly ImportedDay[] }): string[] {
  return days.flatMap(({ day, curve }) => shown(day, curve));
}

/** The same for exported energy. */
export function givenSteps({ days }: { readonly days: readonly ImportedDay[] }): string[] {
  return days.flatMap(({ day, givenCurve }) => shown(day, givenCurve));
}

function shown(day: number, pieces: readonly CurvePiece[] = []): string[] {
  return pieces.flatMap(({ fromMinute, stepMinutes, meanW }) =>
    meanW.map((watts, nth) => {
      const beginMs = beginningOfDay(day) + (fromMinute + nth * stepMinutes) * MINUTE_MS;
      return `${shownTime(beginMs)} ${stepMinutes} min ${watts} W`;
    }),
  );
}

/** `2023-01-01 00:30+01:00` */
export function shownTime(atMs: number): string {
  const time = parisTimeOf(atMs);
  return `${time.slice(0, 10)} ${time.slice(11, 16)}${time.slice(19)}`;
}
