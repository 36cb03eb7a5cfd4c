import type { ContractCalendar, Reading, RegisterPeriods } from '../reading.ts';
import { comingHours, createCalendar } from './calendar.ts';
import { createContractChanges } from './contract-changes.ts';
import type { ContractMemory } from './contract-memory.ts';
import { createCountedColour } from './counted-colour.ts';
import type { MeterTime } from './meter-time.ts';
import { createMovingRegister } from './moving-register.ts';
import { createNewHours } from './new-hours.ts';
import type { UndatedNews } from './news.ts';
import { createOffPeakStart } from './off-peak-start.ts';
import { createProfileHours, type ToldHours } from './profile-hours.ts';
import { createRegisterLearner, type NamedRegister } from './register-periods.ts';
import { createSeenHours } from './seen-hours.ts';

/** What is known of a contract at a reading, and what is new. */
export interface KnownContract {
  /** The same object as long as nothing has changed. */
  readonly calendar: ContractCalendar;
  readonly offPeakInMinutes?: number;
  readonly news: readonly UndatedNews[];
  /** A register that counts another period than was known. */
  readonly named?: NamedRegister;
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
const NO_HOURS: ToldHours = {};

/**
 * @param remembered the memory of these parts, and the news that were told
 * @param periods what each register of the meter counts in standard mode, as far as it is known
 */
export function createContractParts(
  remembered: Omit<ContractMemory, 'address'>,
  periods: RegisterPeriods,
): ContractParts {
  const changes = createContractChanges(remembered);
  const movingRegister = createMovingRegister();
  const registers = createRegisterLearner(periods, remembered.news);
  const countedColour = createCountedColour(remembered.news);
  const profileHours = createProfileHours(remembered.profile);
  const seenHours = createSeenHours(remembered.seen);
  const newHours = createNewHours(remembered.hours);
  const calendarFrom = createCalendar();
  const offPeakStart = createOffPeakStart();
  const memoryFrom = createMemory();

  /** Without a time only the registers are followed, whose periods need none. */
  function takeUntimed(reading: Reading): KnownContract {
    const { news, named } = registers.take(reading, movingRegister.take(reading));
    const calendar = calendarFrom({ told: NO_HOURS, seen: undefined, periods: registers.periods });
    return { calendar, news: news ? [news] : NO_NEWS, ...(named && { named }) };
  }

  function take(reading: Reading, time: MeterTime): KnownContract {
    const moved = movingRegister.take(reading);
    const { news: register, named } = registers.take(reading, moved);
    const { periods } = registers;
    const colour = countedColour.take(reading, time, moved?.register, periods);
    const told = profileHours.take(reading, time, periods);
    const seen = seenHours.take(reading, time);
    const hours = newHours.take({ told, profiles: profileHours.memory.told, seen }, time);
    const changed = changes.take(reading, time.atMs);
    const calendar = calendarFrom({ told, seen, periods });
    const offPeakInMinutes = offPeakStart(comingHours({ told, seen }), reading, time);
    const isNew = register || colour || hours || changed.length > 0;
    const news = isNew ? [register, colour, hours, ...changed].filter((one) => one !== undefined) : NO_NEWS;
    return { calendar, ...(offPeakInMinutes !== undefined && { offPeakInMinutes }), news, ...(named && { named }) };
  }

  return {
    get memory() {
      return memoryFrom({
        changes: changes.memory,
        profile: profileHours.memory,
        seen: seenHours.memory,
        hours: newHours.memory,
      });
    },
    take: (reading, time) => (time ? take(reading, time) : takeUntimed(reading)),
  };
}

interface MemoryParts {
  readonly changes: ReturnType<typeof createContractChanges>['memory'];
  readonly profile: NonNullable<ContractMemory['profile']>;
  readonly seen: NonNullable<ContractMemory['seen']>;
  readonly hours: NonNullable<ContractMemory['hours']>;
}

/** Joins the memories of the parts, as long as none of them changes to the same object. Empty ones are left out. */
function createMemory(): (parts: MemoryParts) => PartsMemory {
  let last: { readonly parts: MemoryParts; readonly memory: PartsMemory } | undefined;
  return (parts) => {
    if (last && isSame(parts, last.parts)) return last.memory;
    const { changes, ...others } = parts;
    const filled = Object.entries(others).filter(([, memory]) => Object.keys(memory).length > 0);
    last = { parts, memory: { ...changes, ...Object.fromEntries(filled) } };
    return last.memory;
  };
}

function isSame(one: MemoryParts, other: MemoryParts): boolean {
  return (
    one.changes === other.changes &&
    one.profile === other.profile &&
    one.seen === other.seen &&
    one.hours === other.hours
  );
}
