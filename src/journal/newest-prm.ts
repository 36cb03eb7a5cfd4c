import type { DatabaseSync } from 'node:sqlite';
import { entriesIn } from './block.ts';
import { unlessDamaged } from './disk-trouble.ts';

/**
 * How many of the newest blocks are searched: ten minutes of frames, with the default `commitSeconds`. For a meter in historique mode all
 * of them are searched.
 */
const SEARCHED_BLOCKS = 20;

/** The number of the supply point (PRM) that the newest frames of a meter contain. Damaged blocks contain none. */
export function newestPrm(db: DatabaseSync, meter: string): string | undefined {
  const blocks = db.prepare(`SELECT position, body FROM block ORDER BY position DESC LIMIT ${SEARCHED_BLOCKS}`);
  return unlessDamaged(() => {
    for (const row of blocks.iterate()) {
      const told = entriesIn(row).findLast((entry) => entry.meter === meter && entry.reading.prm !== undefined);
      if (told) return told.reading.prm;
    }
    return undefined;
  });
}
