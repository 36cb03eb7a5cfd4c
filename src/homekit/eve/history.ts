import type { API, PlatformAccessory } from 'homebridge';
import type { CacheWrites } from '../cache-write.ts';
import { type Anchor, createLog, type LogOptions } from './log.ts';
import { recordsFrom, requestedIn, statusOf } from './record.ts';
import { characteristicOn, DATA, HIDDEN, NOTIFY, READ, serviceOn, WRITE } from './service.ts';

/** What Homebridge keeps with the accessory over a restart. */
export interface HistoryContext {
  /** Where the numbers of Eve's history stood. */
  eve?: Anchor;
}

/** Numbering is noted once a day, as each time writes Homebridge's cache. */
const NOTED_EVERY = 144;

/** The number of the record that is read next. */
interface Cursor {
  next: number;
}

/** Eve's history on an accessory. */
export interface History {
  /** Looks for intervals that have ended since; whoever is subscribed hears of them. */
  refresh(): void;
  stop(): void;
}

export interface HistoryOptions extends Omit<LogOptions, 'anchor'> {
  /** Hears when the numbers are noted with the accessory. */
  readonly cache: Pick<CacheWrites, 'changed'>;
}

/**
 * Puts Eve's history on an accessory. Eve reads the status, writes from which number on it wants records, and reads
 * records until there are none; it also writes the time, which this machine knows. It is answered at once, with what is known
 * by then: the past comes from elsewhere, and is looked for meanwhile.
 */
export function historyOn(accessory: PlatformAccessory<HistoryContext>, api: API, options: HistoryOptions): History {
  const readable = { format: DATA, perms: [READ, NOTIFY, HIDDEN] };
  const writable = { format: DATA, perms: [WRITE, HIDDEN] };
  const service = serviceOn(accessory, 'History', '007', api.hap);
  const status = characteristicOn(service, 'History Status', '116', readable, api.hap);
  const entries = characteristicOn(service, 'History Entries', '117', readable, api.hap);
  const request = characteristicOn(service, 'History Request', '11C', writable, api.hap);
  characteristicOn(service, 'Set Time', '121', writable, api.hap);

  const log = createLog({ ...options, anchor: accessory.context.eve });
  /** Each phone reads at its own pace; who has not asked on this connection reads what was asked for last. */
  const cursors = new WeakMap<object, Cursor>();
  let latest: Cursor = { next: Number.POSITIVE_INFINITY };

  async function look(): Promise<void> {
    const hasMore = await log.refresh();
    const noted = accessory.context.eve;
    // What was noted by a clock that was ahead says nothing of the intervals that come now.
    const isDue = (anchor: Anchor, { number, endMs }: Anchor) =>
      anchor.number >= number + NOTED_EVERY || anchor.endMs < endMs;
    if (log.anchor && (!noted || isDue(log.anchor, noted))) {
      accessory.context.eve = log.anchor;
      options.cache.changed();
    }
    if (hasMore) status.updateValue(statusNow());
  }

  function refresh(): void {
    void look();
  }

  function statusNow(): string {
    return statusOf(log).toString('base64');
  }

  status.onGet(() => {
    refresh();
    return statusNow();
  });
  request.onSet((value, _context, connection) => {
    refresh();
    const number = requestedIn(Buffer.from(String(value), 'base64'));
    if (number === undefined) return;
    latest = { next: number };
    if (connection) cursors.set(connection, { next: number });
  });
  entries.onGet((_context, connection) => {
    const cursor = (connection && cursors.get(connection)) ?? latest;
    const { bytes, next } = recordsFrom(cursor.next, log);
    cursor.next = next;
    return bytes.toString('base64');
  });
  return { refresh, stop: log.stop };
}
