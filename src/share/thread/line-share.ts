import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { MeterConfig, ShareConfig } from '../../config/config.ts';
import type { Log } from '../../log.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Reports } from '../../trouble-news.ts';
import { keepListening } from './listener.ts';

/** How many programs may read one line at a time. */
export const MAX_LINE_READERS = 16;
/** How many bytes may wait in our memory for one reader, besides those in the kernel's buffers. */
const MAX_WAITING_BYTES = 65_536;
/** How long nothing more is taken from a reader that has sent something. */
const INPUT_PAUSE_MS = 1_000;
/** Idle time after which the system begins to ask whether a reader is still there. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** How long a line that nobody reads any more is given: whoever comes and goes all the time costs Homebridge's thread nothing. */
const UNREAD_FOR_MS = 1_000;
/** What has not happened for this long is said when it happens again. */
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
  /** Called when the first reader has come, and a second after the last one has gone. */
  isRead(isRead: boolean): void;
}

export interface LineShare {
  /** Gives bytes of the line to its readers. */
  give(bytes: Uint8Array): void;
  /** Lets the readers go that have had bytes, which is news: the next ones do not follow on those. */
  gap(): void;
}

/**
 * Shares a line: a TCP port gives its bytes, as they come from the meter, to any number of readers up to 16, until `life` ends.
 *
 * Nobody waits for a reader: whoever leaves more than 64 kB unread is let go. What a reader sends is ignored. A reader gets the bytes that
 * are given while it is connected, all of them and in order.
 */
export function shareLine(line: SharedLine, life: AbortSignal): LineShare {
  const { meter, clock } = line;
  const readers = new Set<Socket>();
  let isTold = false;
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
    give(bytes) {
      if (readers.size === 0) return;
      const given = line.bits === 7 ? bytes.map((byte) => byte & 0x7f) : bytes;
      for (const reader of readers) {
        reader.write(given);
        if (reader.writableLength <= MAX_WAITING_BYTES) continue;
        saySlow(() => line.log.warn(line.texts.tooSlow(meter.name, reader.remoteAddress ?? '?')));
        leave(reader);
      }
    },
    gap() {
      const begun = [...readers].filter(({ bytesWritten }) => bytesWritten > 0);
      if (begun.length === 0) return;
      const count = { readers: begun.length };
      line.reports.tell({ part: 'share', kind: 'fellBehind', meter: meter.slug, name: meter.name, ...count });
      leave(...begun);
    },
  };

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

/** Turns away one reader too many, without a text, which it would take for bytes of the line. */
function boundReaders(server: Server, { meter, log, texts, clock }: SharedLine): void {
  const say = rarely(clock);
  server.maxConnections = MAX_LINE_READERS;
  server.on('drop', () => say(() => log.warn(texts.tooMany(meter.name, MAX_LINE_READERS))));
}

/**
 * A new reader. What it sends is dropped, a chunk a second: so the kernel's buffer is full at once, which stops whoever sends at full speed,
 * and still the end of the connection, which stands behind what was sent, is found.
 */
function begin(reader: Socket, clock: Clock, leave: () => void): void {
  let cancelPause = () => {};
  reader.unref();
  reader.on('data', () => {
    reader.pause();
    cancelPause = clock.after(INPUT_PAUSE_MS, () => reader.resume());
  });
  // What is still to be written is not waited for: a reader that hangs up does not read it.
  reader.on('end', leave);
  reader.on('error', leave);
  reader.on('close', () => {
    cancelPause();
    leave();
  });
}

/** For what may happen again and again: says it only when it has not happened for ten minutes. */
function rarely(clock: Clock): (say: () => void) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (say) => {
    const nowMs = clock.now();
    if (nowMs - lastMs >= SAID_AGAIN_AFTER_MS) say();
    lastMs = nowMs;
  };
}
