import { appendFileSync, chmodSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inOneLine } from './error-text.ts';
import { seriesOf } from './line-protocol.ts';
import type { MirrorLog } from './mirror-log.ts';
import type { RefusedLine } from './send-lines.ts';

/** In the storage folder. */
export const REFUSED_FILE = 'linky-tic.refused.txt';
const MOST_BYTES = 1_000_000;
/** So many lines of a series are set aside until one of it is stored: the journal has the others, and each wears the card. */
const MOST_OF_A_SERIES = 100;
/** What is in doubt is sent once more, and may be refused again: of so many lines it is known that they were counted. */
const MOST_KNOWN = 20_000;

/** What a database does not take, and what becomes of it: each line is counted, and set aside as long as there are few. */
export interface RefusedLines {
  /** Lines that it will never take. */
  readonly count: number;
  /** Where they are set aside. */
  readonly file: string;
  /**
   * Counts lines, and sets them aside, but for those that were refused before and are sent once more.
   * @param stillRefused whether the newest line of a series is one of those
   */
  take(refusals: readonly RefusedLine[], stillRefused: (series: string) => boolean): void;
}

/**
 * Refused lines go into a file of `folder`, each under a comment with the time and the server's reason, so that the file
 * itself is line protocol and can be sent by hand once the reason is gone. A full file becomes `….old.txt`, in the place
 * of the one before.
 * @param wall the wall clock, in ms
 */
export function refusedLinesIn(folder: string, wall: () => number, news: Pick<MirrorLog, 'notSetAside'>): RefusedLines {
  const file = join(folder, REFUSED_FILE);
  /** How many lines of each series that is refused were set aside. */
  const setAside = new Map<string, number>();
  /** The points that were counted, by series and time, the oldest first. */
  const known = new Set<string>();
  let count = 0;

  function isNew({ line }: RefusedLine): boolean {
    const point = `${seriesOf(line)}${line.slice(line.lastIndexOf(' '))}`;
    if (known.has(point)) return false;
    known.add(point);
    const [oldest] = known;
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return true;
  }

  return {
    file,
    get count() {
      return count;
    },
    take(refusals, stillRefused) {
      const fresh = refusals.filter(isNew);
      count += fresh.length;
      const few = fresh.filter(({ line }) => {
        const before = setAside.get(seriesOf(line)) ?? 0;
        setAside.set(seriesOf(line), before + 1);
        return before < MOST_OF_A_SERIES;
      });
      for (const series of setAside.keys()) if (!stillRefused(series)) setAside.delete(series);
      if (few.length === 0) return;
      try {
        append(file, few, wall());
      } catch (error) {
        news.notSetAside(file, String(error));
      }
    },
  };
}

function append(file: string, refusals: readonly RefusedLine[], wallMs: number): void {
  const at = new Date(wallMs).toISOString();
  const text = refusals.map(({ line, says }) => `# ${at} ${inOneLine(says)}\n${line}\n`).join('');
  const { size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  // An older version made it readable for everybody: it tells when the house is empty.
  if (size > 0) chmodSync(file, 0o600);
  if (size > 0 && size + text.length > MOST_BYTES) renameSync(file, file.replace(/txt$/, 'old.txt'));
  appendFileSync(file, text, { mode: 0o600 });
}
