import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { THREADS } from '../own-files.ts';
import { type Reading, withoutGroups } from '../reading/reading.ts';
import type { Host } from '../texts/texts.ts';
import { createListPost } from '../threads/list-post.ts';
import { Supervisor } from '../threads/supervisor.ts';
import { newVitals } from '../threads/vitals.ts';
import type { TroubleList } from '../trouble/list.ts';
import { createLinePost, type LinePost } from './line-post.ts';
import type { FromShare, MqttJob, SharedConfig, ShareJob, ToShare } from './messages.ts';
import { createNewestPost, type NewestPost } from './newest-post.ts';

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
  const newest = new Map<string, NewestPost>();
  const years = new Map<string, string>();
  // The thread gets no other settings, since those contain secrets.
  const config = { language, meters, page };
  const job: ShareJob = { config, mqtt, folder, host, vitals: newVitals() };
  let note: string | undefined;
  const supervisor = new Supervisor<ToShare, FromShare>({
    ...{ entry: thread, name: 'linky-tic share', job, heap: HEAP, log, clock, begun, heard, ended },
    reportEnd: (cause) => troubles.report('thread of the share', cause && { part: 'share', ...cause }),
    reportStuck: (isStuck) =>
      troubles.report('disk of the share', isStuck ? { part: 'share', kind: 'stuck' } : undefined),
    well() {},
  });
  const post = (message: ToShare, bytes?: ArrayBuffer) => supervisor.post(message, bytes ? [bytes] : []);
  for (const { slug, share } of meters) {
    if (share?.port !== undefined) lines.set(slug, createLinePost(slug, post));
    newest.set(
      slug,
      createNewestPost((reading) => post({ kind: 'reading', meter: slug, reading })),
    );
  }
  // Only the page shows what is wrong.
  const list = page && createListPost(troubles, clock, post);
  supervisor.start();
  return {
    give: (meter, bytes) => lines.get(meter)?.give(bytes),
    take: (meter, reading) => newest.get(meter)?.take(withoutGroups(reading)),
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
    list?.post();
    if (note !== undefined) post({ kind: 'note', text: note });
    for (const [meter, offPeak] of years) post({ kind: 'hours', meter, offPeak });
    for (const one of newest.values()) one.begun();
  }

  function ended(): void {
    for (const line of lines.values()) line.ended();
  }

  function heard(message: FromShare): void {
    switch (message.kind) {
      case 'tookBytes':
        lines.get(message.meter)?.took(message.count);
        return;
      case 'tookReading':
        list?.postIfClockWasSet();
        newest.get(message.meter)?.took();
        return;
      case 'isRead':
        lines.get(message.meter)?.isRead(message.isRead);
        return;
      case 'keep':
        note = message.text;
        keep(note);
        return;
      case 'log':
        log[message.level](message.text);
        return;
      case 'report':
        troubles.report(...message.args);
        return;
      case 'tell':
        troubles.tell(message.news);
    }
  }
}
