import type { InfluxConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Texts } from '../texts.ts';
import type { Sent } from './bisect.ts';

/** What stands between the readings and the database. */
export type Trouble = Exclude<Sent, { kind: 'done' | 'clash' }>;

/** Whose news it is, and how it is told. */
export interface Named {
  readonly config: InfluxConfig;
  readonly log: Log;
  readonly texts: Texts['influx'];
}

/** How many Readings are still to be sent, and since when. */
export interface Waiting {
  readonly readings: number;
  /** The wall time of the oldest. */
  readonly sinceMs: number | undefined;
}

/** Says what changes about one InfluxDB, once, in words: reached, lost and why, back with everything; what it refuses. */
export class MirrorNews {
  readonly #named: Named;
  /** Without a user or a password that may stand in it. */
  readonly #url: string;
  #since: { readonly nowMs: number; readonly delivered: number; readonly told: Set<string> } | undefined;
  #begun = false;
  readonly #told = new Set<string>();
  /** The measurements of which that was told. */
  readonly #clashing = new Set<string>();

  constructor(named: Named) {
    this.#named = named;
    const { origin, pathname } = new URL(named.config.url);
    this.#url = (origin + pathname).replace(/\/$/, '');
  }

  /**
   * Nothing goes through.
   * @param nowMs monotonic
   * @param delivered the Readings delivered until then
   */
  trouble(trouble: Trouble, nowMs: number, delivered: number, waiting: Waiting): void {
    this.#since ??= { nowMs, delivered, told: new Set() };
    // What passes by itself is told once, however it goes on; each thing that the user must change is told once.
    const key = trouble.kind === 'misconfigured' ? trouble.why : 'passing';
    const { readings, sinceMs } = waiting;
    const kept = sinceMs === undefined ? '' : ` ${this.#named.texts.waiting(readings, sinceMs)}`;
    this.#sayFirst(this.#since.told, key, this.#wordsFor(trouble) + kept);
  }

  /** All that there was has been sent. */
  caughtUp(nowMs: number, delivered: number): void {
    const { log, texts } = this.#named;
    if (this.#since) log.info(texts.back(this.#url, nowMs - this.#since.nowMs, delivered - this.#since.delivered));
    else if (!this.#begun && this.#clashing.size === 0) log.info(texts.mirroring(this.#url));
    this.#begun ||= this.#since !== undefined || this.#clashing.size === 0;
    this.#since = undefined;
  }

  /** Every point of a measurement is refused: it is held back. */
  clash(measurement: string, says: string): void {
    this.#sayFirst(this.#clashing, measurement, this.#named.texts.clash(this.#url, measurement, says));
  }

  /** It is taken again. */
  clashOver(measurement: string): void {
    if (this.#clashing.delete(measurement)) this.#named.log.info(this.#named.texts.clashOver(this.#url, measurement));
  }

  /** What clashed is sent anew: whether it still does is news. */
  clashesForgotten(): void {
    this.#clashing.clear();
  }

  dropped(points: number): void {
    this.#sayFirst(this.#told, 'dropped', this.#named.texts.dropped(this.#url, points));
  }

  partly(says: string): void {
    this.#sayFirst(this.#told, 'partly', this.#named.texts.partly(this.#url, says));
  }

  setAside(file: string, says: string): void {
    this.#sayFirst(this.#told, 'setAside', this.#named.texts.setAside(file, says));
  }

  /** A Reading in the journal that cannot be made into lines. */
  unreadable(error: unknown): void {
    this.#sayFirst(this.#told, 'unreadable', this.#named.texts.unreadable(String(error)));
  }

  /** An error that can only be ours. */
  defect(error: unknown): void {
    this.#sayFirst(this.#told, 'defect', this.#named.texts.defect(String(error)));
    if (error instanceof Error && error.stack) this.#named.log.debug(error.stack);
  }

  /** What the other side answers, in full. */
  heard(says: string): void {
    this.#named.log.debug(this.#named.texts.heard(this.#url, says));
  }

  /** Always said: the log is now the only place that holds the line. */
  notSetAside(file: string, says: string, line: string): void {
    this.#named.log.error(this.#named.texts.notSetAside(file, says, line));
  }

  #wordsFor(trouble: Trouble): string {
    const { config, texts } = this.#named;
    switch (trouble.kind) {
      case 'unreachable':
        return texts.outage[trouble.why](this.#url, trouble.says);
      case 'busy':
        return texts.busy(this.#url, trouble.says);
      case 'misconfigured':
        // Whether there must be one only the server knows: InfluxDB 3 and VictoriaMetrics do without.
        if (config.version === '2' && config.org === '' && /\borg(?:anization)?\b/.test(trouble.says))
          return texts.noOrganisation(this.#url, trouble.says);
        return texts.mistake[trouble.why]({ ...config, url: this.#url }, trouble.says);
    }
  }

  #sayFirst(told: Set<string>, key: string, words: string): void {
    if (told.has(key)) this.#named.log.debug(words);
    else this.#named.log.warn(words);
    told.add(key);
  }
}
