import {
  colourOfPeriod,
  historiquePeriod,
  isContractRegister,
  type RegisterLine,
  registerOfIndex,
} from '../periods.ts';
import {
  byLabel,
  type ContractRegister,
  type Reading,
  type RegisterPeriod,
  type RegisterPeriods,
  type TicMode,
} from '../reading.ts';
import type { MovedRegister } from './moving-register.ts';
import type { ContractNews } from './news.ts';

/** Another register counts than the one that the meter names: see `ContractNews`. */
export type RegisterNews = Omit<Extract<ContractNews, { readonly kind: 'register' }>, 'atMs'>;

/** From when on a register counts a period, by the monotonic clock: a `RegisterLine` that no clock has dated yet. */
export interface NamedRegister extends Omit<RegisterLine, 'address' | 'sinceMs'> {
  readonly sinceMonotonicMs: number;
}

/** What a reading has taught; each is absent where it is not new. */
interface RegisterLesson {
  readonly named?: NamedRegister;
  readonly news?: RegisterNews;
}

/**
 * Learns which register of a meter counts which tariff period.
 *
 * In historique the label says it (02E §5.3). In standard the supplier decides, so nothing is assumed: the meter says the number of
 * the register in use (NTARF, or STGE bits 10–13) beside the name of the period (LTARF), and the period is that register's once it
 * has counted meanwhile. It is so from the first reading that said it, as what the register counted then is of that period, too.
 * Where another register counts instead, again and again, the bill will have that one: it gets the name, unless it has got one
 * before when the meter did name it.
 */
export interface RegisterLearner {
  /**
   * @param moved the register that has counted, as `createMovingRegister` gives it for this reading
   * @returns what is new, once
   */
  take(reading: Reading, moved: MovedRegister | undefined): RegisterLesson;
  /** The registers of the present mode whose period is known, none at first. The same object until something changes. */
  readonly periods: RegisterPeriods;
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

const NOTHING: RegisterLesson = {};

/**
 * @param remembered the registers of standard mode whose period is known
 * @param news what was said before, and is not said again
 */
export function createRegisterLearner(
  remembered: RegisterPeriods = {},
  news: readonly ContractNews[] = [],
): RegisterLearner {
  const said = new Set(news.flatMap((one) => (one.kind === 'register' ? [`${one.named} ${one.moving}`] : [])));
  let periods: { readonly [M in TicMode]: RegisterPeriods } = { standard: remembered, historique: {} };
  let mode: TicMode = 'historique';
  let lastRegisters: Reading['registers'] | undefined;
  let contradiction: Contradiction | undefined;

  function name(
    register: ContractRegister,
    { tariff: period = '', offPeak }: Reading,
    sinceMonotonicMs: number,
  ): NamedRegister | undefined {
    const known = periods.standard[register];
    if (known?.name === period && known.offPeak === offPeak) return undefined;
    const flag = offPeak === undefined ? {} : { offPeak };
    periods = { ...periods, standard: { ...periods.standard, [register]: { name: period, ...flag } } };
    return { register, sinceMonotonicMs, period, ...flag };
  }

  function takeHistorique({ registers }: Reading): void {
    if (registers === lastRegisters) return;
    lastRegisters = registers;
    const labels = byLabel(registers).map(([label]) => label);
    const missing = labels.filter((label) => isContractRegister(label, 'historique') && !periods.historique[label]);
    if (missing.length === 0) return;
    const kept = Object.entries(periods.historique).filter(([label]) =>
      missing.some((other) => isSameContract(label, other)),
    );
    const added = missing.map((label) => [label, historiquePeriod(label) as RegisterPeriod]);
    periods = { ...periods, historique: Object.fromEntries([...kept, ...added]) };
  }

  function contradicted(reading: Reading, named: ContractRegister, moving: ContractRegister): RegisterLesson {
    const { tariff = '', monotonicMs } = reading;
    const key = [named, moving, tariff].join(' ');
    if (contradiction?.key !== key) contradiction = { key, sinceMonotonicMs: monotonicMs, times: 0 };
    contradiction.times += 1;
    const { times, sinceMonotonicMs } = contradiction;
    if (times < CONTRADICTED_TIMES || monotonicMs - sinceMonotonicMs < CONTRADICTED_FOR_MS) return NOTHING;
    const known = periods.standard[moving];
    if (isOfOtherColour(known?.name, reading)) return NOTHING;
    return lesson(known ? undefined : name(moving, reading, sinceMonotonicMs), contradictionNews(named, moving));
  }

  function contradictionNews(named: string, moving: string): RegisterNews | undefined {
    const saying = `${named} ${moving}`;
    if (said.has(saying)) return undefined;
    said.add(saying);
    return { kind: 'register', named, moving };
  }

  return {
    take(reading, moved) {
      mode = reading.frame.mode;
      if (mode === 'historique') {
        takeHistorique(reading);
        return NOTHING;
      }
      const named = registerOfIndex(reading.tariffIndex);
      if (!moved || named === undefined) return NOTHING;
      if (moved.register !== named) return contradicted(reading, named, moved.register);
      contradiction = undefined;
      return lesson(name(named, reading, moved.namedSinceMonotonicMs), undefined);
    },
    get periods() {
      return periods[mode];
    },
  };
}

function lesson(named: NamedRegister | undefined, news: RegisterNews | undefined): RegisterLesson {
  return named || news ? { ...(named && { named }), ...(news && { news }) } : NOTHING;
}

/** Whether a register counts days of another colour than the one that the meter says: `createCountedColour` tells that. */
function isOfOtherColour(period: string | undefined, { tariff, tempoToday }: Reading): boolean {
  const [counted, named] = [period, tariff].map((name) => name && colourOfPeriod(name));
  return tempoToday !== undefined && counted !== undefined && named !== undefined && counted !== named;
}

/** Whether two registers of historique belong to the same contract: their labels begin alike (`HCHC`, `HCHP`). */
function isSameContract(one: string, other: string): boolean {
  return one.slice(0, 2) === other.slice(0, 2);
}
