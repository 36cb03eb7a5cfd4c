import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { MeterConfig, ShareConfig } from '../../config/config.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Reports } from '../../trouble/news.ts';
import { keepListening } from './listener.ts';

/** How many programs may read one line at a time. */
export const MAX_LINE_READERS = 16;
/** How many bytes may wait in this process for one reader, in addition to the kernel's buffers. */
const MAX_WAITING_BYTES = 65_536;
/** How long reading from a reader that has sent something is paused. */
const INPUT_PAUSE_MS = 1_000;
/** Idle time after which the system begins to probe whether a reader is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/**
 * How long a line is still sent to this thread after its last reader left, so that a program that keeps connecting and leaving costs
 * Homebridge's thread nothing.
 */
const UNREAD_FOR_MS = 1_000;
/** A repeated warning is logged again only if it has not occurred for this long. */
const SAID_AGAIN_AFTER_MS = 600_000;

export interface SharedLine {
  readonly meter: Pick<MeterConfig, 'slug' | 'name'>;
  readonly host: string;
  readonly port: number;
  readonly bits: ShareConfig['bits'];
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['share'];
  readonly clock: Clock;
  /** Called when the first reader has connected, and a second after the last one has left. */
  isRead(isRead: boolean): void;
}

export interface LineShare {
  /** Sends the `nth` piece of the line to its readers. If the piece before it was left out, those that have had bytes are disconnected. */
  give(bytes: Uint8Array, nth: number): void;
}

/**
 * Shares a line: a TCP port sends its bytes, as they come from the meter, to up to 16 readers, until `life` ends.
 *
 * Nothing waits for a reader: one that leaves more than 64 kB unread is disconnected. What a reader sends is ignored. A reader gets all
 * bytes that are passed in while it is connected, in order.
 */
export function shareLine(line: SharedLine, life: AbortSignal): LineShare {
  const { meter, clock } = line;
  const readers = new Set<Socket>();
  let isTold = false;
  let last = 0;
  let cancelUnread = () => {};
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS });
  server.on('connection', (reader) => {
    if (life.aborted) return void reader.destroy();
    begin(reader, clock, () => leave(reader));
    readers.add(reader);
    tellWhetherRead();
  });
  boundReaders(server, line);
  life.addEventListener('abort', () => leave(...readers), { once: true });
  void keepListening({ ...line, server, shared: 'line', most: MAX_LINE_READERS }, life);
  const saySlow = rarely(clock);
  return {
    give(bytes, nth) {
      if (nth !== last + 1) leaveAtGap();
      last = nth;
      if (readers.size === 0) return;
      const given = line.bits === 7 ? bytes.map((byte) => byte & 0x7f) : bytes;
      for (const reader of readers) {
        reader.write(given);
        if (reader.writableLength <= MAX_WAITING_BYTES) continue;
        saySlow(() => line.log.warn(line.texts.tooSlow(meter.name, reader.remoteAddress ?? '?')));
        leave(reader);
      }
    },
  };

  function leaveAtGap(): void {
    const begun = [...readers].filter(({ bytesWritten }) => bytesWritten > 0);
    if (begun.length === 0) return;
    const count = { readers: begun.length };
    line.reports.tell({ part: 'share', kind: 'fellBehind', meter: meter.slug, name: meter.name, ...count });
    leave(...begun);
  }

  function leave(...some: readonly Socket[]): void {
    for (const reader of some) {
      readers.delete(reader);
      reader.destroy();
    }
    tellWhetherRead();
  }

  function tellWhetherRead(): void {
    cancelUnread();
    if (readers.size > 0) tell(true);
    else if (!life.aborted) cancelUnread = clock.after(UNREAD_FOR_MS, () => tell(false));
  }

  function tell(isRead: boolean): void {
    if (isRead !== isTold) line.isRead(isRead);
    isTold = isRead;
  }
}

/** Turns away readers beyond the limit, without a text, which they would take for bytes of the line. */
function boundReaders(server: Server, { meter, log, texts, clock }: SharedLine): void {
  const say = rarely(clock);
  server.maxConnections = MAX_LINE_READERS;
  server.on('drop', () => say(() => log.warn(texts.tooMany(meter.name, MAX_LINE_READERS))));
}

/**
 * Accepts a new reader. What it sends is dropped, one chunk a second: the kernel's buffer is then soon full, which stops a reader that
 * sends at full speed, and the end of the connection, which comes after the data, is still noticed.
 */
function begin(reader: Socket, clock: Clock, leave: () => void): void {
  let cancelPause = () => {};
  reader.unref();
  reader.on('data', () => {
    reader.pause();
    cancelPause = clock.after(INPUT_PAUSE_MS, () => reader.resume());
  });
  // Pending writes are not waited for: a reader that hangs up does not read them.
  reader.on('end', leave);
  reader.on('error', leave);
  reader.on('close', () => {
    cancelPause();
    leave();
  });
}

/** For a warning that may recur: logs it only if it has not occurred for ten minutes. */
function rarely(clock: Clock): (say: () => void) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (say) => {
    const nowMs = clock.now();
    if (nowMs - lastMs >= SAID_AGAIN_AFTER_MS) say();
    lastMs = nowMs;
  };
}
