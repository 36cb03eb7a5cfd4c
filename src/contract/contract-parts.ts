import type { ContractCalendar, Reading } from '../reading.ts';
import { createContractChanges } from './contract-changes.ts';
import type { ContractMemory } from './contract-memory.ts';
import type { MeterTime } from './meter-time.ts';
import type { UndatedNews } from './news.ts';

/** What is known of a contract at a reading, and what is new. */
export interface KnownContract {
  /** The same object as long as nothing has changed. */
  readonly calendar?: ContractCalendar;
  readonly offPeakInMinutes?: number;
  readonly news: readonly UndatedNews[];
}

/** What is kept of one meter. */
export type PartsMemory = Omit<ContractMemory, 'address' | 'news'>;

/** All that is followed of the contract of one and the same meter. */
export interface ContractParts {
  /** Goes on with a reading; without a time, as long as no clock tells it. */
  take(reading: Reading, time: MeterTime | undefined): KnownContract;
  /** The same object as long as nothing has changed. */
  readonly memory: PartsMemory;
}

const NO_NEWS: readonly UndatedNews[] = [];

export function createContractParts(remembered: PartsMemory): ContractParts {
  const changes = createContractChanges(remembered);
  let memory: PartsMemory = changes.memory;

  return {
    get memory() {
      return memory;
    },
    take(reading, time) {
      if (!time) return { news: NO_NEWS };
      const news = changes.take(reading, time.atMs);
      memory = changes.memory;
      return { news };
    },
  };
}
