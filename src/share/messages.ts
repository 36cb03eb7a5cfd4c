import type { Config } from '../config/config.ts';
import type { Reading } from '../reading.ts';
import type { Host } from '../texts/texts.ts';
import type { ListMessage } from '../threads/list-post.ts';
import type { ReportMessage } from '../threads/posted-reports.ts';

/** Everything that Homebridge's thread and the share's thread exchange. A meter is named by its slug. */

/** What the share's thread is started for; its `workerData`. It has no password and no token. */
export interface ShareJob {
  readonly config: SharedConfig;
  /** The folder of the journal. */
  readonly folder: string;
  /** The program that runs the service: the texts use its words. */
  readonly host: Host;
  /** See `threads/vitals.ts`. */
  readonly vitals: SharedArrayBuffer;
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
  /** Close everything. It is the last message. */
  | { readonly kind: 'stop' };

export type FromShare =
  /** It has taken so many bytes of a line. */
  | { readonly kind: 'tookBytes'; readonly meter: string; readonly count: number }
  | { readonly kind: 'tookReading'; readonly meter: string }
  /** Whether any program reads the line. */
  | { readonly kind: 'isRead'; readonly meter: string; readonly isRead: boolean }
  | { readonly kind: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string }
  | ReportMessage;
