import type { Journal } from '../../journal/journal.ts';
import type { TicMode } from '../../reading.ts';

/** How far back the journal is asked for the mode that a meter spoke last, while another one talked: half a night. */
const MOST_ENTRIES = 20_000;
const ENTRIES_AT_ONCE = 200;

/** The mode that a meter spoke last, from the newest entry back; undefined where the journal does not tell. */
export function lastModeIn(journal: Pick<Journal, 'begin' | 'end' | 'read'>, meter: string): TicMode | undefined {
  const oldest = Math.max(journal.begin, journal.end - MOST_ENTRIES);
  for (let end = journal.end; end > oldest; end -= ENTRIES_AT_ONCE) {
    const entries = journal.read(end - ENTRIES_AT_ONCE, ENTRIES_AT_ONCE);
    // Another version may have written it, without a frame.
    const mode = entries.findLast((entry) => entry.meter === meter)?.reading.frame?.mode;
    if (mode) return mode;
  }
  return undefined;
}
