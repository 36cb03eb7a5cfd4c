import { colourOfPeriod, historiquePeriod, isContractRegister, registerOfIndex } from '../periods.ts';
import type { Reading, RegisterPeriod, RegisterPeriods, TicMode } from '../reading.ts';
import type { ContractNews } from './news.ts';

/** Another register counts than the one that the meter names: see `ContractNews`. */
export type RegisterNews = Omit<Extract<ContractNews, { readonly kind: 'register' }>, 'atMs'>;

/**
 * Learns which register of a meter counts which tariff period.
 *
 * In historique the label says it (02E §5.3). In standard the supplier decides, so nothing is assumed: the meter says the number of
 * the register in use (NTARF, or STGE bits 10–13) beside the name of the period (LTARF), and the period is that register's once it
 * has counted meanwhile. Where another register counts instead, again and again, the bill will have that one: it gets the name,
 * unless it has got one before when the meter did name it.
 */
export interface RegisterLearner {
  /**
   * @param moved the register that has counted, as `createMovingRegister` gives it for this reading
   * @returns what is new, once
   */
  take(reading: Reading, moved: string | undefined): RegisterNews | undefined;
  /** The registers of the present mode whose period is known, none at first. The same object until something changes. */
  readonly periods: RegisterPeriods;
  /** All that is worth remembering, of both modes. The same object until something changes. */
  readonly memory: RegisterPeriods;
}

/** A register that counts instead of the one that the meter names. */
interface Contradiction {
  /** Both registers, and the name of the period. */
  readonly key: string;
  readonly sinceMonotonicMs: number;
  times: number;
}

/** So often, and for so long, the register that the meter names stands still while another one counts, before that is believed. */
const CONTRADICTED_TIMES = 10;
const CONTRADICTED_FOR_MS = 5 * 60_000;

/**
 * @param remembered what `memory` was
 * @param news what was said before, and is not said again
 */
export function createRegisterLearner(
  remembered: RegisterPeriods = {},
  news: readonly ContractNews[] = [],
): RegisterLearner {
  const said = new Set(news.flatMap((one) => (one.kind === 'register' ? [`${one.named} ${one.moving}`] : [])));
  let memory = remembered;
  let mode: TicMode | undefined;
  let periods: RegisterPeriods = {};
  let lastRegisters: Reading['registers'] | undefined;
  let contradiction: Contradiction | undefined;

  function setMode(present: TicMode): void {
    if (mode === present) return;
    mode = present;
    periods = ofMode(memory, present);
  }

  function remember(changed: RegisterPeriods): void {
    memory = changed;
    if (mode) periods = ofMode(memory, mode);
  }

  function name(label: string, { tariff = '', offPeak }: Reading): void {
    const known = memory[label];
    if (known?.name === tariff && known.offPeak === offPeak) return;
    remember({ ...memory, [label]: { name: tariff, ...(offPeak !== undefined && { offPeak }) } });
  }

  function takeHistorique({ registers }: Reading): void {
    if (registers === lastRegisters) return;
    lastRegisters = registers;
    const missing = Object.keys(registers).filter((label) => !memory[label] && historiquePeriod(label));
    if (missing.length === 0) return;
    const kept = Object.entries(memory).filter(
      ([label]) => isContractRegister(label, 'standard') || missing.some((other) => isSameContract(label, other)),
    );
    const added = missing.map((label) => [label, historiquePeriod(label) as RegisterPeriod]);
    remember(Object.fromEntries([...kept, ...added]));
  }

  function contradicted(reading: Reading, named: string, moving: string): RegisterNews | undefined {
    const { tariff = '', monotonicMs } = reading;
    const key = [named, moving, tariff].join(' ');
    if (contradiction?.key !== key) contradiction = { key, sinceMonotonicMs: monotonicMs, times: 0 };
    contradiction.times += 1;
    const forMs = monotonicMs - contradiction.sinceMonotonicMs;
    if (contradiction.times < CONTRADICTED_TIMES || forMs < CONTRADICTED_FOR_MS) return undefined;
    if (isOfOtherColour(memory[moving]?.name, reading)) return undefined;
    if (!memory[moving]) name(moving, reading);
    const saying = [named, moving].join(' ');
    if (said.has(saying)) return undefined;
    said.add(saying);
    return { kind: 'register', named, moving };
  }

  return {
    take(reading, moved) {
      setMode(reading.frame.mode);
      if (mode === 'historique') {
        takeHistorique(reading);
        return undefined;
      }
      const named = moved === undefined ? undefined : registerOfIndex(reading.tariffIndex);
      if (moved === undefined || named === undefined) return undefined;
      if (moved !== named) return contradicted(reading, named, moved);
      contradiction = undefined;
      name(named, reading);
      return undefined;
    },
    get periods() {
      return periods;
    },
    get memory() {
      return memory;
    },
  };
}

/** Whether a register counts days of another colour than the one that the meter says: `createCountedColour` tells that. */
function isOfOtherColour(period: string | undefined, { tariff, tempoToday }: Reading): boolean {
  const [counted, named] = [period, tariff].map((name) => name && colourOfPeriod(name));
  return tempoToday !== undefined && counted !== undefined && named !== undefined && counted !== named;
}

function ofMode(all: RegisterPeriods, mode: TicMode): RegisterPeriods {
  return Object.fromEntries(Object.entries(all).filter(([label]) => isContractRegister(label, mode)));
}

/** Whether two registers of historique belong to the same contract: their labels begin alike (`HCHC`, `HCHP`). */
function isSameContract(one: string, other: string): boolean {
  return one.slice(0, 2) === other.slice(0, 2);
}
