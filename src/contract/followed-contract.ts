import { DAY_MS } from '../paris-time.ts';
import type { Reading, RegisterPeriods } from '../reading.ts';
import { createConfirmedValue } from './confirmed-value.ts';
import { type ContractMemory, MOST_NEWS } from './contract-memory.ts';
import { createContractParts, type KnownContract, type PartsMemory } from './contract-parts.ts';
import type { MeterTime } from './meter-time.ts';
import type { ContractNews, UndatedNews } from './news.ts';
import type { NamedRegister } from './register-periods.ts';

/** That an address answers anew is told again after so many days: two meters on one line may take turns. */
const TOLD_AGAIN_AFTER_MS = 30 * DAY_MS;
/** How many digits of an address are told: the whole of it says whose meter it is. */
const TOLD_DIGITS = 4;

/** The contract on a line, whichever meter answers there: it may be exchanged for another one. */
export interface FollowedContract {
  /**
   * Goes on with a reading.
   * @param readAtMs gives when it was read, which is the date of what is new; undefined while no clock tells it
   */
  take(reading: Reading, time: MeterTime | undefined, readAtMs: () => number | undefined): FollowedReading;
  /** All that is to be kept. The same object as long as nothing has changed. */
  readonly memory: ContractMemory;
}

export interface FollowedReading extends Omit<KnownContract, 'news' | 'named'> {
  readonly news: readonly ContractNews[];
  /** A new line of the history of a meter's registers. */
  readonly line?: UndatedLine;
}

/** A `RegisterLine` that no clock has dated yet. */
export interface UndatedLine extends NamedRegister {
  readonly address: string;
}

const NO_NEWS: readonly ContractNews[] = [];
/** What is known of a meter that has only begun to answer. */
const NOTHING: FollowedReading = { calendar: { periods: {} }, news: NO_NEWS };

/**
 * Follows the contract of whichever meter answers. Another address, in three readings in a row, is another meter, of which nothing
 * is known yet but the history of its registers, if it was here before; a single reading with another address is not followed. What
 * was told of messages outlives the exchange.
 * @param periodsOf gives what each register of the meter with an address counts, as far as it is known
 */
export function createFollowedContract(
  remembered: ContractMemory,
  periodsOf: (address: string) => RegisterPeriods,
): FollowedContract {
  let address = createConfirmedValue(remembered.address);
  let news = remembered.news ?? [];
  /** What no clock has dated yet. */
  let waiting: readonly UndatedNews[] = [];
  let parts = createContractParts(remembered, address.value === undefined ? {} : periodsOf(address.value));
  let partsMemory: PartsMemory = parts.memory;
  let memory = remembered;

  function remember(): void {
    const { value } = address;
    partsMemory = parts.memory;
    memory = { ...partsMemory, ...(value !== undefined && { address: value }), ...(news.length > 0 && { news }) };
  }

  function tell(undated: readonly UndatedNews[], atMs: number | undefined): readonly ContractNews[] {
    waiting = [...waiting, ...undated].slice(-MOST_NEWS);
    if (atMs === undefined) return NO_NEWS;
    const dated = waiting.filter((one) => !wasTold(one, atMs)).map((one) => ({ ...one, atMs: Math.round(atMs) }));
    waiting = [];
    news = [...news, ...dated].slice(-MOST_NEWS);
    return dated;
  }

  function beginAnew(before: string, now: string, atMs: number | undefined): FollowedReading {
    const { messages } = partsMemory;
    parts = createContractParts({ ...(messages && { messages }) }, periodsOf(now));
    const [from, to] = [before, now].map((address) => address.slice(-TOLD_DIGITS)) as [string, string];
    const told = tell([{ kind: 'meter', before: from, address: to }], atMs);
    remember();
    return { ...NOTHING, news: told };
  }

  function wasTold(told: UndatedNews, atMs: number): boolean {
    if (told.kind !== 'meter') return false;
    return news.some(
      (one) => one.kind === 'meter' && one.address === told.address && Math.abs(atMs - one.atMs) < TOLD_AGAIN_AFTER_MS,
    );
  }

  return {
    get memory() {
      return memory;
    },
    take(reading, time, readAtMs) {
      const heard = reading.frame.address;
      if (address.value === undefined) {
        address = createConfirmedValue<string>(heard);
        remember();
      }
      const before = address.value;
      if (before !== undefined && address.take(heard)) return beginAnew(before, heard, readAtMs());
      if (heard !== before) return NOTHING;
      const { news: undated, named, ...known } = parts.take(reading, time);
      const told = undated.length + waiting.length === 0 ? NO_NEWS : tell(undated, readAtMs());
      if (told.length > 0 || parts.memory !== partsMemory) remember();
      return { ...known, news: told, ...(named && { line: { address: heard, ...named } }) };
    },
  };
}
