import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { THREADS } from '../own-files.ts';
import { type Reading, withoutGroups } from '../reading/reading.ts';
import type { Host } from '../texts/texts.ts';
import { createPost, type Post } from '../threads/post.ts';
import { supervise } from '../threads/supervisor.ts';
import { newVitals } from '../threads/vitals.ts';
import type { TroubleList } from '../trouble/list.ts';
import { createLinePost, type LinePost } from './line-post.ts';
import type { FromShare, MqttJob, SharedConfig, ShareJob, ToShare } from './messages.ts';

/** A flood of requests fills any young generation, however large; what is retained is small. */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };
/** The thread only has to close its connections. */
const STOPS_WITHIN_MS = 1_000;

interface SharingOptions {
  readonly config: SharedConfig;
  readonly mqtt?: MqttJob;
  /** The folder of the journal. */
  readonly folder: string;
  readonly host: Host;
  readonly log: Log;
  readonly troubles: TroubleList;
  readonly clock: Clock;
  /** Stores in the journal what was published to MQTT brokers. */
  keep(text: string): void;
  readonly thread?: URL;
}

/**
 * What other programs and devices receive, as seen by Homebridge's thread: a supervisor of the share's thread, which does the work, and the
 * messages to it. Nothing here throws, or waits for that thread or its clients.
 */
export interface Sharing {
  /** Passes bytes of the line of a meter, by its slug, to the programs that read it; to none if the settings do not share the line. */
  give(meter: string, bytes: Uint8Array): void;
  /** Takes a Reading of a meter. The groups of its frame are not passed to the thread, which serves strangers. */
  take(meter: string, reading: Reading): void;
  /** Takes the journal's note of what was published to MQTT brokers. */
  note(text: string): void;
  /** Passes on the off-peak hours for the whole year of a meter, in the notation of the settings; undefined if none are known. */
  tellYear(meter: string, offPeak: string | undefined): void;
  /** Resolves when the thread has ended, within about 1.3 s. */
  stop(): Promise<void>;
}

export function startSharing(options: SharingOptions): Sharing {
  const { mqtt, folder, host, log, troubles, clock, keep, thread = THREADS.share } = options;
  const { language, meters, page } = options.config;
  const lines = new Map<string, LinePost>();
  const newest = new Map<string, Post<Reading>>();
  const years = new Map<string, string>();
  // The thread gets no other settings, since those contain secrets.
  const config = { language, meters, page };
  const job: ShareJob = { config, mqtt, folder, host, vitals: newVitals() };
  let note: string | undefined;
  const supervisor = supervise<ToShare, FromShare>({
    // Only the page shows what is wrong.
    ...{ part: 'share', name: 'linky-tic share', needsList: page !== undefined },
    ...{ entry: thread, job, heap: HEAP, log, troubles, clock, begun, heard, ended },
  });
  const post = (message: ToShare, bytes?: ArrayBuffer) => supervisor.post(message, bytes ? [bytes] : []);
  for (const { slug, share } of meters) {
    if (share?.port !== undefined) lines.set(slug, createLinePost(slug, post));
    newest.set(slug, createNewestPost(slug, post));
  }
  supervisor.start();
  return {
    give: (meter, bytes) => lines.get(meter)?.give(bytes),
    take: (meter, reading) => newest.get(meter)?.add(withoutGroups(reading)),
    note(text) {
      note = text;
      post({ kind: 'note', text });
    },
    tellYear(meter, offPeak) {
      if (offPeak === undefined) years.delete(meter);
      else years.set(meter, offPeak);
      post({ kind: 'hours', meter, offPeak });
    },
    async stop() {
      post({ kind: 'stop' });
      await supervisor.stop(STOPS_WITHIN_MS);
    },
  };

  function begun(): void {
    if (note !== undefined) post({ kind: 'note', text: note });
    for (const [meter, offPeak] of years) post({ kind: 'hours', meter, offPeak });
    for (const one of newest.values()) one.begun();
  }

  function ended(): void {
    for (const line of lines.values()) line.ended();
    for (const one of newest.values()) one.ended(0);
  }

  function heard(message: FromShare): void {
    switch (message.kind) {
      case 'tookBytes':
        lines.get(message.meter)?.took(message.count);
        return;
      case 'tookReading':
        newest.get(message.meter)?.took(message.nth);
        // The newest one is kept for the next thread, which knows nothing yet.
        newest.get(message.meter)?.settled(message.nth - 1);
        return;
      case 'isRead':
        lines.get(message.meter)?.isRead(message.isRead);
        return;
      case 'keep':
        note = message.text;
        keep(note);
    }
  }
}

/** The Readings of a meter on their way to the thread: while one is on its way, only the newest of those that follow waits. */
function createNewestPost(meter: string, post: (message: ToShare) => void): Post<Reading> {
  const send = (nth: number, [reading]: readonly Reading[]) =>
    reading && post({ kind: 'reading', meter, nth, reading });
  return createPost<Reading>({ most: 2, mostOnTheWay: 1, send });
}
