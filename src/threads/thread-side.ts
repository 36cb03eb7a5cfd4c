import type { MessagePort } from 'node:worker_threads';
import type { Log } from '../base/log.ts';
import type { Reports } from '../trouble/news.ts';
import type { FromEveryThread, ThreadJob } from './messages.ts';
import { type Vitals, vitalsIn } from './vitals.ts';

/** How often a thread shows a sign of life. */
const BEAT_EVERY_MS = 5_000;

/** What every thread that `supervisor.ts` keeps alive needs for its work. */
export interface ThreadSide<From> {
  readonly vitals: Vitals;
  /** The log of Homebridge's thread. */
  readonly log: Log;
  /** The list of troubles of Homebridge's thread. */
  readonly reports: Reports;
  tell(message: From): void;
  /** Ends the thread, once its other work has ended. */
  end(): void;
}

export function threadSide<From>({ vitals: shared }: ThreadJob, port: MessagePort): ThreadSide<From> {
  const vitals = vitalsIn(shared);
  const beats = setInterval(vitals.beat, BEAT_EVERY_MS);
  const tell = (message: From | FromEveryThread) => port.postMessage(message);
  const at = (level: keyof Log) => (text: string) => tell({ kind: 'log', level, text });
  return {
    vitals,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    reports: {
      report: (...args) => tell({ kind: 'report', args }),
      tell: (news) => tell({ kind: 'tell', news }),
    },
    tell,
    end() {
      clearInterval(beats);
      port.close();
    },
  };
}
