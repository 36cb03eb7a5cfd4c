import type { Config, MqttConfig } from '../config/config.ts';
import type { Reading } from '../reading/reading.ts';
import type { Host } from '../texts/texts.ts';
import type { ThreadJob, ToEveryThread } from '../threads/messages.ts';

/** What Homebridge's thread and the share's thread exchange, besides the messages of every thread. A meter is named by its slug. */

/** The input of the share's thread, its `workerData`. The password of the MQTT broker is the only secret in it. */
export interface ShareJob extends ThreadJob {
  readonly config: SharedConfig;
  /** Separate from the settings, from which the house's page is built. */
  readonly mqtt?: MqttJob;
  /** The folder of the journal. */
  readonly folder: string;
  /** The program that runs the service; the texts use its terms. */
  readonly host: Host;
}

/** The broker that receives the readings. */
export interface MqttJob {
  readonly broker: MqttConfig;
  /** Whether the settings have no mistake: only then is what they no longer contain removed from the broker. */
  readonly isSound: boolean;
}

/** The part of the settings that the share's thread knows. */
export type SharedConfig = Pick<Config, 'language' | 'meters' | 'page'>;

export type ToShare =
  /** Bytes of a line, as they came. Where a number is missing, some were left out. */
  | { readonly kind: 'bytes'; readonly meter: string; readonly nth: number; readonly bytes: Uint8Array }
  /** The newest Reading, with its number: see `threads/post.ts`. */
  | { readonly kind: 'reading'; readonly meter: string; readonly nth: number; readonly reading: Reading }
  /** The off-peak hours for the whole year, in the notation of the settings; absent if none are known. */
  | { readonly kind: 'hours'; readonly meter: string; readonly offPeak?: string }
  /** The journal's note of what was published to MQTT brokers; an empty text if there is none. */
  | { readonly kind: 'note'; readonly text: string }
  | ToEveryThread;

export type FromShare =
  /** The thread has taken this many bytes of a line. */
  | { readonly kind: 'tookBytes'; readonly meter: string; readonly count: number }
  | { readonly kind: 'tookReading'; readonly meter: string; readonly nth: number }
  /** Whether any program reads the line. */
  | { readonly kind: 'isRead'; readonly meter: string; readonly isRead: boolean }
  /** Store in the journal what is published to MQTT brokers. */
  | { readonly kind: 'keep'; readonly text: string };
