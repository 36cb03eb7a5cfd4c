import type { Config, MqttConfig } from '../config/config.ts';
import type { Reading } from '../reading.ts';
import type { Host } from '../texts/texts.ts';
import type { ListMessage } from '../threads/list-post.ts';
import type { ReportMessage } from '../threads/posted-reports.ts';

/** Everything that Homebridge's thread and the share's thread exchange. A meter is named by its slug. */

/** What the share's thread is started for; its `workerData`. Of secrets it has the password of the MQTT broker alone. */
export interface ShareJob {
  readonly config: SharedConfig;
  /** Apart from the settings that the house's page is made with. */
  readonly mqtt?: MqttJob;
  /** The folder of the journal. */
  readonly folder: string;
  /** The program that runs the service: the texts use its words. */
  readonly host: Host;
  /** See `threads/vitals.ts`. */
  readonly vitals: SharedArrayBuffer;
}

/** The broker that gets the readings. */
export interface MqttJob {
  readonly broker: MqttConfig;
  /** Whether nothing is wrong with the settings: only then is what they no longer have taken back from the broker. */
  readonly isSound: boolean;
}

/** What the share's thread knows of the settings. */
export type SharedConfig = Pick<Config, 'language' | 'meters' | 'page'>;

export type ToShare =
  /** Bytes of a line, in their order. */
  | { readonly kind: 'bytes'; readonly meter: string; readonly bytes: Uint8Array }
  /** Bytes of the line are left out from here on. */
  | { readonly kind: 'gap'; readonly meter: string }
  | { readonly kind: 'reading'; readonly meter: string; readonly reading: Reading }
  /** The off-peak hours of the whole year, as the settings write hours; absent where none are known. */
  | { readonly kind: 'hours'; readonly meter: string; readonly offPeak?: string }
  | ListMessage
  /** What the journal has kept of what was told to MQTT brokers; an empty text where it has nothing. */
  | { readonly kind: 'note'; readonly text: string }
  /** Close everything. It is the last message. */
  | { readonly kind: 'stop' };

export type FromShare =
  /** It has taken so many bytes of a line. */
  | { readonly kind: 'tookBytes'; readonly meter: string; readonly count: number }
  | { readonly kind: 'tookReading'; readonly meter: string }
  /** Whether any program reads the line. */
  | { readonly kind: 'isRead'; readonly meter: string; readonly isRead: boolean }
  /** Keep in the journal what is told to MQTT brokers. */
  | { readonly kind: 'keep'; readonly text: string }
  | { readonly kind: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string }
  | ReportMessage;
