import type { API, PlatformAccessory } from 'homebridge';
import type { CacheThrottle } from '../live-accessory.ts';
import { DATA, ensureEveCharacteristic, ensureEveService, HIDDEN, NOTIFY, READ, WRITE } from './characteristics.ts';
import { decodeHistoryRequest, encodeHistoryRecords, encodeHistoryStatus } from './history-encoding.ts';
import { createNumberedIntervals, type NumberedIntervalsOptions, type NumberingAnchor } from './numbered-intervals.ts';

/** What Homebridge keeps with the accessory over a restart. */
export interface EveHistoryContext {
  /** Where the numbers of Eve's history stood. */
  eve?: NumberingAnchor;
}

/** Numbering is noted once a day, as each time writes Homebridge's cache. */
const NOTED_EVERY = 144;

/** The number of the record that is read next. */
interface Cursor {
  next: number;
}

/** Eve's history on an accessory. */
export interface EveHistory {
  /** Looks for intervals that have ended since; whoever is subscribed hears of them. */
  refresh(): void;
  stop(): void;
}

export interface EveHistoryOptions extends Omit<NumberedIntervalsOptions, 'anchor'> {
  /** Hears when the numbers are noted with the accessory. */
  readonly cache: Pick<CacheThrottle, 'save'>;
}

/**
 * Puts Eve's history on an accessory. Eve reads the status, writes from which number on it wants records, and reads
 * records until there are none; it also writes the time, which this machine knows. It is answered at once, with what is known
 * by then: the past comes from elsewhere, and is looked for meanwhile.
 */
export function startEveHistory(
  accessory: PlatformAccessory<EveHistoryContext>,
  api: API,
  options: EveHistoryOptions,
): EveHistory {
  const readable = { format: DATA, perms: [READ, NOTIFY, HIDDEN] };
  const writable = { format: DATA, perms: [WRITE, HIDDEN] };
  const service = ensureEveService(accessory, 'History', '007', api.hap);
  const status = ensureEveCharacteristic(service, 'History Status', '116', readable, api.hap);
  const entries = ensureEveCharacteristic(service, 'History Entries', '117', readable, api.hap);
  const request = ensureEveCharacteristic(service, 'History Request', '11C', writable, api.hap);
  ensureEveCharacteristic(service, 'Set Time', '121', writable, api.hap);

  const log = createNumberedIntervals({ ...options, anchor: accessory.context.eve });
  /** Each phone reads at its own pace; who has not asked on this connection reads what was asked for last. */
  const cursors = new WeakMap<object, Cursor>();
  let latest: Cursor = { next: Number.POSITIVE_INFINITY };

  async function look(): Promise<void> {
    const hasMore = await log.refresh();
    const noted = accessory.context.eve;
    // What was noted by a clock that was ahead says nothing of the intervals that come now.
    const isDue = (anchor: NumberingAnchor, { number, endMs }: NumberingAnchor) =>
      anchor.number >= number + NOTED_EVERY || anchor.endMs < endMs;
    if (log.anchor && (!noted || isDue(log.anchor, noted))) {
      accessory.context.eve = log.anchor;
      options.cache.save();
    }
    if (hasMore) status.updateValue(statusNow());
  }

  function refresh(): void {
    void look();
  }

  function statusNow(): string {
    return encodeHistoryStatus(log).toString('base64');
  }

  status.onGet(() => {
    refresh();
    return statusNow();
  });
  request.onSet((value, _context, connection) => {
    refresh();
    const number = decodeHistoryRequest(Buffer.from(String(value), 'base64'));
    if (number === undefined) return;
    latest = { next: number };
    if (connection) cursors.set(connection, { next: number });
  });
  entries.onGet((_context, connection) => {
    const cursor = (connection && cursors.get(connection)) ?? latest;
    const { bytes, next } = encodeHistoryRecords(cursor.next, log);
    cursor.next = next;
    return bytes.toString('base64');
  });
  return { refresh, stop: log.stop };
}
