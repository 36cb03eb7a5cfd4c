import { type ContractMemory, contractMemoryIn, memoryNote } from '../contract/contract-memory.ts';
import { type PeriodOfRegister, periodNames } from '../periods.ts';
import { addressIn, type IndexChain, periodsOfMeter } from './index-chain.ts';

/**
 * Which register counts which period stands in the newest stored day, which is written once a day, and in the note of what is known
 * of the contract, which is written whenever that changes. Where they differ, the note is newer.
 */
export interface NotedPeriods {
  /** A chain that also knows what the note has of its meter. */
  chainWith(meter: string, chain: IndexChain | undefined): IndexChain | undefined;
  /** What is known of the registers of the meter that is in use. */
  periodOfRegister(meter: string, chain: IndexChain | undefined): PeriodOfRegister;
}

/** @param note reads a note of the journal */
export function createNotedPeriods(note: (name: string) => string | undefined): NotedPeriods {
  const memoryOf = (meter: string): ContractMemory => contractMemoryIn(note(memoryNote(meter)));

  function joined(chain: IndexChain, { address, periods }: ContractMemory): IndexChain {
    if (!periods || address !== addressIn(chain)) return chain;
    return { ...chain, periods: { ...chain.periods, ...periodNames(periods) } };
  }

  return {
    chainWith: (meter, chain) => chain && joined(chain, memoryOf(meter)),
    periodOfRegister(meter, chain) {
      const memory = memoryOf(meter);
      const isExchanged = memory.address !== undefined && memory.address !== (chain && addressIn(chain));
      if (isExchanged && memory.periods) return periodNames(memory.periods);
      const known = chain && joined(chain, memory);
      return known?.identity === undefined ? {} : periodsOfMeter(known.identity, known);
    },
  };
}
