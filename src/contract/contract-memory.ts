import type { RegisterPeriods } from '../reading.ts';
import type { ContractNews } from './news.ts';

/**
 * What is kept of a meter's contract over a restart: as JSON under a name of its own in the journal (see `memoryNote`), written
 * when it changes, which is a few times a day. Each part belongs to the file that learns it.
 */
export interface ContractMemory {
  /** ADCO or ADSC. Another one is another meter, of which nothing here is true. */
  readonly address?: string;
  readonly contract?: string;
  readonly subscribedVA?: number;
  /** The messages that were said last, the newest last. */
  readonly messages?: readonly string[];
  readonly periods?: RegisterPeriods;
  /** The last ones, the newest last. */
  readonly news?: readonly ContractNews[];
}

/** The name of the journal's note in which the memory of a meter, by its slug, is kept. */
export function memoryNote(meter: string): string {
  return `contract ${meter}`;
}
