import type { Log } from '../base/log.ts';
import type { News, Reports } from '../trouble/news.ts';
import type { Trouble } from '../trouble/trouble.ts';

/**
 * What every thread exchanges with Homebridge's thread. Messages are copied by structured clone; only a `SharedArrayBuffer` is visible to
 * both.
 */

/** To a thread. */
export type ToEveryThread =
  /** The present troubles and the news. */
  | { readonly kind: 'list'; readonly troubles: readonly Trouble[]; readonly news: readonly News[] }
  /** Stop in good order. This is the last message. */
  | { readonly kind: 'stop' };

/** From a thread. */
export type FromEveryThread =
  | { readonly kind: 'log'; readonly level: keyof Log; readonly text: string }
  /** For the list of troubles, which is on Homebridge's thread. */
  | { readonly kind: 'report'; readonly args: Parameters<Reports['report']> }
  | { readonly kind: 'tell'; readonly news: Parameters<Reports['tell']>[0] };

/** What a thread is started for: its `workerData`. */
export interface ThreadJob {
  /** See `vitals.ts`. */
  readonly vitals: SharedArrayBuffer;
}
