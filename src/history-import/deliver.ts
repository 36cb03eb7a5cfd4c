import { join } from 'node:path';
import { type Clock, sleep, systemClock, within } from '../base/clock.ts';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import type { JournalOrder, OrderOutcome } from '../journal/orders.ts';
import { otherOwnerOf } from '../journal/owner.ts';
import { writeImport } from '../journal/write-import.ts';
import { handOver } from '../status/ask.ts';
import { isFitOrder } from '../status/protocol.ts';
import { STATUS_SOCKET } from '../status/socket.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';

/** The outcome of an order, or why it could not be carried out. */
export type DeliveryOutcome =
  | OrderOutcome
  /** The running plugin did not report the outcome in time. */
  | { readonly kind: 'silent' }
  /** The running plugin has another version than this program. */
  | { readonly kind: 'otherVersion'; readonly version: string }
  /** The journal belongs to another user, `owner`. */
  | { readonly kind: 'notAllowed'; readonly owner: string }
  /** Another process holds the journal and accepts no orders: `holder` names it. */
  | { readonly kind: 'held'; readonly holder: string };

export interface DeliverOptions {
  /** The texts of the journal, for the reason of a failure. */
  readonly texts: Texts['journal'];
  /** For problems found in a journal that this process opens itself, and what is done about them. */
  readonly reports?: Reports;
  /** `maxMegabytes` of the journal, if the settings are known. */
  readonly maxMegabytes?: number;
  readonly clock?: Clock;
}

const NO_REPORTS: Reports = { report() {}, tell() {} };

/** The time limit for the whole delivery. */
const MOST_MS = 60_000;
/** While the plugin starts or stops, it holds the journal without a socket for a moment; for longer while it repairs a damaged one. */
const MOST_HELD_MS = 10_000;
const PAUSE_MS = 200;

/**
 * Has an order carried out on the journal of a folder: by the plugin running there, over its status socket, or else by this process, under
 * the journal's lock, if it belongs to the user of this process. Only one process ever writes the journal. Orders are idempotent.
 * @param folder the storage folder
 */
export async function deliver(folder: string, order: JournalOrder, options: DeliverOptions): Promise<DeliveryOutcome> {
  const { clock = systemClock } = options;
  // Timers of the clock do not keep the process alive, but it must wait for the outcome.
  const alive = setInterval(() => {}, MOST_MS);
  try {
    return await within(MOST_MS, clock, (end) => delivered(folder, order, { ...options, clock }, end));
  } finally {
    clearInterval(alive);
  }
}

async function delivered(
  folder: string,
  order: JournalOrder,
  options: DeliverOptions & { readonly clock: Clock },
  end: AbortSignal,
): Promise<DeliveryOutcome> {
  const { clock } = options;
  const path = join(folder, JOURNAL_FILE);
  // Nothing may be written to the journal that the plugin would not write.
  if (!isFitOrder(order)) return { kind: 'failed', says: options.texts.unfitImport };
  for (const beganMs = clock.now(); ; await sleep(PAUSE_MS, clock, end)) {
    const handed = await handOver(join(folder, STATUS_SOCKET), order, clock, end);
    if (handed.kind === 'notAllowed') return { kind: 'notAllowed', owner: otherOwnerOf(path) ?? 'root' };
    if (handed.kind !== 'nobody') return handed;
    const written = writtenHere(path, order, options);
    if (written.kind !== 'held' || clock.now() - beganMs > MOST_HELD_MS) return written;
  }
}

function writtenHere(
  path: string,
  order: JournalOrder,
  { texts, reports = NO_REPORTS, clock, maxMegabytes }: DeliverOptions & { readonly clock: Clock },
): DeliveryOutcome {
  const owner = otherOwnerOf(path);
  if (owner !== undefined) return { kind: 'notAllowed', owner };
  return writeImport(path, order, { texts, reports, now: clock.now, wall: clock.wall, maxMegabytes });
}
