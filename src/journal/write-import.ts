import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';
import type { Clocks } from './dating.ts';
import { JournalError } from './disk-trouble.ts';
import { carryOut } from './import-work.ts';
import { createJournalLog } from './journal-log.ts';
import type { JournalOrder, OrderOutcome } from './orders.ts';
import { OVERHEAD_BYTES } from './size-limit.ts';
import { createStoreAccess } from './store-access.ts';

/** `maxMegabytes` of a journal whose settings are not known. */
const USUAL_MEGABYTES = 256;

export interface WriteOptions extends Pick<Clocks, 'now' | 'wall'> {
  readonly texts: Texts['journal'];
  readonly reports: Reports;
  /** As in the settings of the journal, if they are known. */
  readonly maxMegabytes?: number;
}

/**
 * Carries out an order in the journal at `path`, which no process has open, and creates the journal if it does not exist. Its folder is not
 * created. Meanwhile it holds the journal's lock. The files that it makes belong to the user of this process.
 * @returns `held` if another process has the journal open; `holder` names it
 */
export function writeImport(
  path: string,
  order: JournalOrder,
  { texts, reports, now, wall, maxMegabytes = USUAL_MEGABYTES }: WriteOptions,
): OrderOutcome | { readonly kind: 'held'; readonly holder: string } {
  const limits = { maxBytes: maxMegabytes * 1e6, overheadBytes: OVERHEAD_BYTES };
  const journalLog = { ...createJournalLog(reports, path, false), memoryOnly() {} };
  const storeAccess = createStoreAccess(path, limits, { now, wall }, journalLog, () => {}, {});
  try {
    const { outcome, error } = carryOut(storeAccess, order, wall(), texts);
    const isHeld = error instanceof JournalError && error.trouble === 'shared';
    return isHeld ? { kind: 'held', holder: error.message } : outcome;
  } finally {
    storeAccess.close();
  }
}
