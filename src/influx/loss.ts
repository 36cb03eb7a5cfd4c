import type { Clock } from '../clock.ts';
import type { Batch } from './batch.ts';
import type { Sent } from './bisect.ts';
import type { MirrorNews } from './news.ts';
import { setAside } from './refused.ts';
import type { Runs } from './run.ts';

/** What a database does not take: counted, told, and set aside where it can be. */
export interface Losses {
  /** Points that it will never take. */
  readonly refused: number;
  /** Points older than it keeps. */
  readonly dropped: number;
  /** What a batch has lost for good. To be called once for each Reading. */
  giveUp(batch: Batch, sent: Extract<Sent, { kind: 'done' }>, runs: Runs): Promise<void>;
  /** What was given up of a series before it turned out that all of it is refused is kept all the same. */
  hold(clash: Extract<Sent, { kind: 'clash' }>): void;
}

export interface LossParts {
  /** Where lines that are refused for good are set aside. */
  readonly folder: string;
  readonly clock: Clock;
  /** Is told when work on that disk begins, which may take any time, and when it is over. */
  readonly working?: (isWorking: boolean) => void;
}

export function lossesOf({ folder, clock, working = () => {} }: LossParts, news: MirrorNews): Losses {
  let refused = 0;
  let dropped = 0;

  return {
    get refused() {
      return refused;
    },
    get dropped() {
      return dropped;
    },
    async giveUp({ defects }, sent, runs) {
      runs.giveUp(sent.refusals.map(({ line }) => line));
      refused += sent.refusals.length + defects.length;
      dropped += sent.dropped;
      if (sent.refusals.length > 0) {
        working(true);
        await setAside(folder, sent.refusals, clock.wall(), news).finally(() => working(false));
      }
      if (defects.length > 0) news.unreadable(defects[0]);
      if (sent.dropped > 0) news.dropped(sent.dropped);
    },
    hold({ measurement, givenUp, says }) {
      refused -= givenUp;
      news.clash(measurement, says);
    },
  };
}
