import type { API, PlatformAccessory } from 'homebridge';
import type { CacheThrottle } from '../cache-throttle.ts';
import { DATA, ensureEveCharacteristic, ensureEveService, HIDDEN, NOTIFY, READ, WRITE } from './characteristics.ts';
import { decodeHistoryRequest, encodeHistoryRecords, encodeHistoryStatus } from './history-encoding.ts';
import { createNumberedIntervals, type NumberedIntervalsOptions, type NumberingAnchor } from './numbered-intervals.ts';

/** What Homebridge keeps in its cache with an accessory that has a history. */
export interface EveHistoryContext {
  /** The last saved state of the numbering. */
  eve?: NumberingAnchor;
}

/** The numbering is saved once a day, since Homebridge writes its entire cache each time. */
const SAVED_EVERY_INTERVALS = 144;

/** The number of the record to read next. */
interface ReadCursor {
  next: number;
}

/** Eve's history of an accessory. */
export interface EveHistory {
  /** Looks for new intervals, and notifies subscribed phones if there are any. */
  refresh(): void;
  stop(): void;
}

export interface EveHistoryOptions extends Omit<NumberedIntervalsOptions, 'anchor'> {
  /** Saves the numbering, which is stored in the accessory's context. */
  readonly cache: Pick<CacheThrottle, 'save'>;
}

/**
 * Adds Eve's history to an accessory. Eve reads the status, writes the number of the first record that it wants, and reads records until
 * none are left. (It also writes the time, which is ignored.) Each read is answered at once with the intervals known so far: the stored
 * minutes come from another thread and are requested meanwhile.
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

  const records = createNumberedIntervals({ ...options, anchor: accessory.context.eve });
  /** Each phone has its own cursor. A connection that has made no request reads on from the newest request. */
  const cursors = new WeakMap<object, ReadCursor>();
  let newestRequest: ReadCursor = { next: Number.POSITIVE_INFINITY };

  async function refreshRecords(): Promise<void> {
    const hasNew = await records.refresh();
    const saved = accessory.context.eve;
    if (records.anchor && (!saved || isWorthSaving(records.anchor, saved))) {
      accessory.context.eve = records.anchor;
      options.cache.save();
    }
    if (hasNew) status.updateValue(statusValue());
  }

  function refresh(): void {
    void refreshRecords();
  }

  function statusValue(): string {
    return encodeHistoryStatus(records).toString('base64');
  }

  status.onGet(() => {
    refresh();
    return statusValue();
  });
  request.onSet((value, _context, connection) => {
    refresh();
    const number = decodeHistoryRequest(Buffer.from(String(value), 'base64'));
    if (number === undefined) return;
    newestRequest = { next: number };
    if (connection) cursors.set(connection, { next: number });
  });
  entries.onGet((_context, connection) => {
    const cursor = (connection && cursors.get(connection)) ?? newestRequest;
    const { bytes, next } = encodeHistoryRecords(cursor.next, records);
    cursor.next = next;
    return bytes.toString('base64');
  });
  return { refresh, stop: records.stop };
}

/** Once a day; and at once if the saved numbering is in the future, which happens after a clock was ahead. */
function isWorthSaving(anchor: NumberingAnchor, saved: NumberingAnchor): boolean {
  return anchor.number >= saved.number + SAVED_EVERY_INTERVALS || anchor.endMs < saved.endMs;
}
