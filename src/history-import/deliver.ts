import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, sleep, systemClock, within } from '../base/clock.ts';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import { becomeOwnerOf, mayWriteTo } from '../journal/journal-owner.ts';
import type { JournalOrder, OrderOutcome } from '../journal/orders.ts';
import { writeImport } from '../journal/write-import.ts';
import { type HandedOver, handOver } from '../status/hand-over.ts';
import { parseRequest } from '../status/parse-request.ts';
import type { StatusRequest } from '../status/request.ts';
import { statusSocketsOf } from '../status/run-folder.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';

/** The outcome of an order, or why it could not be carried out. */
export type DeliveryOutcome =
  | OrderOutcome
  /** The running plugin did not report the outcome in time. */
  | { readonly kind: 'unanswered' }
  /** The journal, or the running plugin, belongs to another user: see `sudo`. */
  | { readonly kind: 'notAllowed' }
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
 * the journal's lock. Only one process ever writes the journal. Orders are idempotent.
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
  const request = { ...order, request: randomUUID() };
  // The process that writes the journal makes the same check.
  if (!parseRequest(JSON.stringify(request))) return { kind: 'failed', says: options.texts.unfitImport };
  for (const beganMs = clock.now(); ; await sleep(PAUSE_MS, clock, end)) {
    const handed = await handedOver(folder, request, clock, end);
    if (handed.kind !== 'nobody') return handed;
    const written = writtenHere(join(folder, JOURNAL_FILE), order, options);
    if (written.kind !== 'held' || clock.now() - beganMs > MOST_HELD_MS) return written;
  }
}

/** If the plugin cannot create a socket in the storage folder, its socket is in a run folder. */
async function handedOver(folder: string, request: StatusRequest, clock: Clock, end: AbortSignal): Promise<HandedOver> {
  for (const socket of statusSocketsOf(folder)) {
    const handed = await handOver(socket, request, clock, end);
    if (handed.kind !== 'nobody') return handed;
  }
  return { kind: 'nobody' };
}

function writtenHere(
  path: string,
  order: JournalOrder,
  { texts, reports = NO_REPORTS, clock, maxMegabytes }: DeliverOptions & { readonly clock: Clock },
): DeliveryOutcome {
  const options = { texts, reports, now: clock.now, wall: clock.wall, maxMegabytes };
  if (!mayWriteTo(path)) return { kind: 'notAllowed' };
  using owned = becomeOwnerOf(path);
  return writeImport(owned.path, order, options);
}
