import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
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
import { loadTexts, ownVersion } from '../../own-files.ts';
import type { Reading } from '../../reading.ts';
import type { Texts } from '../../texts/texts.ts';
import type { Reports } from '../../trouble-news.ts';
import type { MqttJob, SharedConfig } from '../messages.ts';
import { createMqttMeter, type MqttMeter } from './mqtt-meter.ts';

/** How long the journal has to say what was told to brokers: after that, publishing begins without, and only the taking back waits. */
const NOTE_WITHIN_MS = 10_000;
/** Home Assistant loses a message about a device while it works at the one before. */
const DISCOVERY_EVERY_MS = 10_000;

/**
 * A broker that has not noticed the end of an earlier connection, as after a power cut, publishes its will a minute later: that nobody is there.
 * So it is told now and then that somebody is.
 */
const AVAILABLE_EVERY_MS = 60_000;

interface MqttShare {
  readonly mqtt: MqttJob;
  readonly config: SharedConfig;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['share'];
  readonly clock: Clock;
  /** Keeps in the journal what is told to brokers. */
  keep(text: string): void;
}

/** What is published over MQTT. */
export interface SharedMqtt {
  take(meter: string, reading: Reading): void;
  /** Takes what the journal has kept. */
  note(text: string): void;
  /** Says that nothing comes any more, and ends the connection. Resolves within a second. */
  stop(): Promise<void>;
}

/**
 * Publishes the newest reading of each meter to a broker, whether the meter is heard, whether we are there, and what Home Assistant is to show.
 *
 * Invariant: of what a broker keeps, all is named in the note that was given to `keep` before it was published, where the journal works. So what
 * the settings no longer have can be taken back, also in years, and also if the broker was away meanwhile.
 */
export function shareMqtt({ mqtt, config, log, reports, texts, clock, keep }: MqttShare): SharedMqtt {
  const { broker, isSound } = mqtt;
  const { url, topic, discovery } = broker;
  const { homeAssistant } = loadTexts[config.language].homeAssistant();
  const version = ownVersion();
  const available = `${topic}/available`;
  const present = { url, topic, discovery, slugs: config.meters.map(({ slug }) => slug) };
  const takenBack = new Set<string>();
  let note: ToldNote = toldNoteIn(undefined);
  /** What the journal has; undefined before it has answered. */
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

  /** Begins to publish; once the note has come after that, all once more. */
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
        // That a trouble is over is said at its end.
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

  /** A meter that something is wrong with stays at the broker until the settings are in order; but nobody hears it meanwhile. */
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
