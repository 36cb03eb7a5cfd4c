import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { newClientId } from '../../mqtt/broker-client.ts';
import { troubleOfBroker } from '../../mqtt/broker-trouble.ts';
import { discoveryMessage, discoveryTopic } from '../../mqtt/home-assistant.ts';
import { publishRetained, type RetainedMessages } from '../../mqtt/publish-retained.ts';
import type { Told } from '../../mqtt/told.ts';
import {
  noteOf,
  slugsAt,
  type ToldNote,
  toldNoteIn,
  toldOf,
  topicsToTakeBack,
  withMeter,
  withoutTakenBack,
} from '../../mqtt/told-note.ts';
import { ownVersion } from '../../own-files.ts';
import type { Reading } from '../../reading/reading.ts';
import type { Texts } from '../../texts/texts.ts';
import { textParts } from '../../texts/texts.ts';
import type { Reports } from '../../trouble/news.ts';
import type { MqttJob, SharedConfig } from '../messages.ts';
import { createMqttMeter, type MqttMeter } from './mqtt-meter.ts';

/**
 * How long to wait for the journal's note of what was published. After that, publishing begins without it, and only removing old topics
 * waits.
 */
const NOTE_WITHIN_MS = 10_000;
/** Home Assistant loses a message about a device while it is still processing the previous one. */
const DISCOVERY_EVERY_MS = 10_000;

/**
 * A broker that has not noticed the end of an earlier connection, for example after a power cut, publishes its will (that nobody is there)
 * a minute later. So the availability is repeated from time to time.
 */
const AVAILABLE_EVERY_MS = 60_000;

interface MqttShare {
  readonly mqtt: MqttJob;
  readonly config: SharedConfig;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['share'];
  readonly clock: Clock;
  /** Stores in the journal what is published to brokers. */
  keep(text: string): void;
}

/** What is published over MQTT. */
export interface SharedMqtt {
  take(meter: string, reading: Reading): void;
  /** Takes the journal's note. */
  note(text: string): void;
  /** Publishes that nothing follows any more, and ends the connection. Resolves within a second. */
  stop(): Promise<void>;
}

/**
 * Publishes to a broker the newest reading of each meter, whether the meter answers, whether this program is running, and what Home
 * Assistant is to show.
 *
 * Invariant: everything that a broker retains is named in the note that was passed to `keep` before it was published, provided that the
 * journal works. So what the settings no longer contain can be removed, even years later, and even if the broker was offline meanwhile.
 */
export function shareMqtt({ mqtt, config, log, reports, texts, clock, keep }: MqttShare): SharedMqtt {
  const { broker, isSound } = mqtt;
  const { url, topic, discovery } = broker;
  const { homeAssistant } = textParts[config.language].homeAssistant();
  const version = ownVersion();
  const available = `${topic}/available`;
  const present = { url, topic, discovery, slugs: config.meters.map(({ slug }) => slug) };
  const takenBack = new Set<string>();
  let note: ToldNote = toldNoteIn(undefined);
  /** The note in the journal; undefined until the journal has answered. */
  let kept: string | undefined;
  let messages: RetainedMessages | undefined;
  let wasInTrouble = false;
  let cancelAvailable = () => {};
  const meters = new Map<string, MqttMeter>(
    config.meters.map((meter) => {
      const { slug } = meter;
      const toldChanged = (told: Told) => tellOf(meter, told);
      return [slug, createMqttMeter({ meter, topic: `${topic}/${slug}`, clock, want, toldChanged })];
    }),
  );
  const cancelWait = clock.after(NOTE_WITHIN_MS, begin);

  return {
    take: (slug, reading) => meters.get(slug)?.take(reading),
    note(text) {
      if (kept !== undefined) return;
      kept = text;
      note = toldNoteIn(text);
      begin();
      if (isSound && present.slugs.length > 0) for (const one of topicsToTakeBack(note, present)) want(one, '');
      else sayUnheard();
    },
    async stop() {
      cancelWait();
      cancelAvailable();
      for (const meter of meters.values()) meter.stop();
      await messages?.stop(available, 'offline');
    },
  };

  function want(of: string, payload: string, everyMs?: number): void {
    messages?.want(of, payload, everyMs);
  }

  /** Begins to publish. If the note arrives later, everything is published once more. */
  function begin(): void {
    cancelWait();
    for (const meter of config.meters) nameInNote(meter.slug, toldBefore(meter.slug));
    keepNote();
    messages ??= publishRetained({
      broker: {
        config: broker,
        clientId: newClientId(),
        clock,
        will: { topic: available, payload: 'offline', isRetained: true },
      },
      report(fault) {
        wasInTrouble ||= fault !== undefined;
        reports.report('mqtt', fault && troubleOfBroker(fault, broker));
      },
      begun() {
        // The end of a trouble is reported by itself.
        if (!wasInTrouble) log.info(texts.broker(url, topic));
      },
      tookBack,
    });
    want(available, 'online');
    cancelAvailable();
    sayAvailable();
    for (const meter of config.meters) {
      const told = toldBefore(meter.slug);
      if (told) tellOf(meter, told);
      meters.get(meter.slug)?.begin(told);
    }
  }

  /** A meter whose settings have a mistake remains at the broker until they are in order, but it is not being read meanwhile. */
  function sayUnheard(): void {
    for (const slug of slugsAt(note, present)) if (!meters.has(slug)) want(`${topic}/${slug}/available`, 'offline');
  }

  function sayAvailable(): void {
    messages?.again(available);
    cancelAvailable = clock.after(AVAILABLE_EVERY_MS, sayAvailable);
  }

  function toldBefore(slug: string): Told | undefined {
    return toldOf(note, present, slug) ?? meters.get(slug)?.told;
  }

  function tellOf({ slug, name, staleAfter }: SharedConfig['meters'][number], told: Told): void {
    if (!discovery) return;
    nameInNote(slug, told);
    keepNote();
    const message = discoveryMessage({ topic, slug, name, told, version, texts: homeAssistant, staleAfter });
    want(discoveryTopic(topic, slug), JSON.stringify(message), DISCOVERY_EVERY_MS);
  }

  function nameInNote(slug: string, told: Told | undefined): void {
    note = withMeter(note, present, { slug, isDiscovered: discovery, ...(discovery && told && { told }) });
  }

  function keepNote(): void {
    const text = noteOf(note);
    if (kept === undefined || text === kept) return;
    kept = text;
    keep(text);
  }

  function tookBack(of: string): void {
    takenBack.add(of);
    note = withoutTakenBack(note, present, takenBack);
    keepNote();
  }
}
