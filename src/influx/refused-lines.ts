import { constants, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inOneLine } from '../base/printable.ts';
import { writeOwnFile } from '../journal/foreign-files.ts';
import { seriesOf } from './line-protocol.ts';
import type { MirrorLog } from './mirror-log.ts';
import type { RefusedLine } from './refused-series.ts';

/** In the storage folder. */
export const REFUSED_FILE = 'linky-tic.refused.txt';
const MOST_BYTES = 1_000_000;
/**
 * How many lines of a series are set aside until a line of it is stored again: the journal has all of them, and each write wears the SD
 * card.
 */
const MOST_OF_A_SERIES = 100;
/** How many counted points are remembered, so that a line in doubt that is refused again is not counted twice. */
const MOST_COUNTED = 20_000;

/** The lines that a database refuses for good: all are counted, and the first few of each series are set aside. */
export interface RefusedLines {
  readonly count: number;
  /** The file in which they are set aside. */
  readonly file: string;
  /**
   * Counts lines and sets them aside, except for those that were refused before.
   * @param isStillRefused whether the newest line of a series was refused
   */
  take(refusals: readonly RefusedLine[], isStillRefused: (series: string) => boolean): void;
}

/**
 * Writes refused lines to a file in `folder`. Above each line is a comment with the time and the server's reason, so the file is valid line
 * protocol and can be sent by hand once the cause is gone. A full file is renamed to `….old.txt`, which replaces the previous one.
 * @param wall the wall clock, in ms
 */
export function refusedLinesIn(folder: string, wall: () => number, log: Pick<MirrorLog, 'notSetAside'>): RefusedLines {
  const file = join(folder, REFUSED_FILE);
  /** How many lines of each refused series are set aside. */
  let setAside: ReadonlyMap<string, number> = new Map();
  /** The counted points by series and time, oldest first. */
  const counted = new Set<string>();
  let count = 0;

  function isNew({ line }: RefusedLine): boolean {
    const point = `${seriesOf(line)}${line.slice(line.lastIndexOf(' '))}`;
    if (counted.has(point)) return false;
    counted.add(point);
    const [oldest] = counted;
    if (counted.size > MOST_COUNTED && oldest !== undefined) counted.delete(oldest);
    return true;
  }

  return {
    file,
    get count() {
      return count;
    },
    take(refusals, isStillRefused) {
      const fresh = refusals.filter(isNew);
      count += fresh.length;
      const next = new Map(setAside);
      const few = fresh.filter(({ line }) => {
        const before = next.get(seriesOf(line)) ?? 0;
        next.set(seriesOf(line), before + 1);
        return before < MOST_OF_A_SERIES;
      });
      const known = few.length === 0 || isAppended(few) ? next : setAside;
      setAside = new Map([...known].filter(([series]) => isStillRefused(series)));
    },
  };

  function isAppended(refusals: readonly RefusedLine[]): boolean {
    try {
      append(file, refusals, wall());
      log.notSetAside(file);
      return true;
    } catch (error) {
      log.notSetAside(file, String(error));
      return false;
    }
  }
}

function append(file: string, refusals: readonly RefusedLine[], wallMs: number): void {
  const at = new Date(wallMs).toISOString();
  const text = refusals.map(({ line, says }) => `# ${at} ${inOneLine(says)}\n${line}\n`).join('');
  const { size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size > 0 && size + text.length > MOST_BYTES) renameSync(file, file.replace(/txt$/, 'old.txt'));
  // A private file, since its times show when nobody is at home.
  writeOwnFile(file, constants.O_APPEND, (opened) => writeFileSync(opened, text));
}
