import {
  colourOfPeriod,
  historiquePeriod,
  isContractRegister,
  type RegisterLine,
  registerOfIndex,
} from '../reading/periods.ts';
import {
  byLabel,
  type ContractRegister,
  type Reading,
  type RegisterPeriods,
  type TicMode,
} from '../reading/reading.ts';
import type { MovedRegister } from './moving-register.ts';
import type { ContractNews } from './news.ts';
import { type Counted, confirmed, counted, isSame, type Lasting, lasting } from './same.ts';

/** Another register is counting than the one that the meter names: see `ContractNews`. */
export type RegisterNews = Omit<Extract<ContractNews, { readonly kind: 'register' }>, 'atMs'>;

/** Since when a register counts a period, by the monotonic clock: a `RegisterLine` that is not dated yet. */
export interface NamedRegister extends Omit<RegisterLine, 'address' | 'sinceMs'> {
  readonly sinceMonotonicMs: number;
}

/** What is known of the registers of a meter, and doubts that the last readings raise. */
export interface KnownRegisters {
  /** The registers of each mode whose period is known; none at first. */
  readonly periods: { readonly [M in TicMode]: RegisterPeriods };
  /** In the last readings: the register that the meter names, the one that counts instead, and the name of the period. */
  readonly contradiction?: Lasting<readonly string[]>;
  /** The contradictions that were reported, and are not reported again. */
  readonly said: readonly string[];
}

/** What a reading has changed; `named` and `news` are absent where nothing is new. */
interface RegisterLesson {
  readonly registers: KnownRegisters;
  readonly named?: NamedRegister;
  readonly news?: RegisterNews;
}

/** How often, and for how long, another register must count while the named one stands still, before that is accepted. */
const CONTRADICTED_TIMES = 10;
const CONTRADICTED_FOR_MS = 5 * 60_000;

/**
 * The initial state.
 * @param standard the registers of standard mode whose period is known
 * @param news what was reported before
 */
export function registersFrom(standard: RegisterPeriods = {}, news: readonly ContractNews[] = []): KnownRegisters {
  const said = news.flatMap((one) => (one.kind === 'register' ? [`${one.named} ${one.moving}`] : []));
  return { periods: { standard, historique: {} }, said };
}

/**
 * Learns which register of a meter counts which tariff period.
 *
 * In historique mode the label states it (02E §5.3). In standard mode the supplier decides, so nothing is assumed: the meter sends the
 * number of the register in use (NTARF, or STGE bits 10–13) with the name of the period (LTARF), and the period is assigned to that
 * register once its index has advanced meanwhile. The assignment applies from the first reading that stated it, since what the register
 * counted from then on is of that period. If another register keeps counting instead, the bill will be based on that one: that one is
 * assigned the period, unless the meter has named a period for it before.
 * @param moved the register that has counted, as `stretchAfter` returns it for this reading
 */
export function registersAfter(
  before: KnownRegisters,
  reading: Reading,
  moved: MovedRegister | undefined,
): RegisterLesson {
  if (reading.frame.mode === 'historique') return { registers: historiqueAfter(before, reading) };
  const named = registerOfIndex(reading.tariffIndex);
  if (!moved || named === undefined) return { registers: before };
  if (moved.register !== named) return contradicted(before, reading, named, moved.register);
  return withName({ ...before, contradiction: undefined }, named, reading, moved.namedSinceMonotonicMs);
}

function historiqueAfter(before: KnownRegisters, { registers }: Reading): KnownRegisters {
  const { historique } = before.periods;
  const missing = Object.keys(registers).filter((label) => !(label in historique) && historiquePeriod(label));
  if (missing.length === 0) return before;
  const kept = Object.entries(historique).filter(([label]) => missing.some((other) => isSameContract(label, other)));
  const added = missing.map((label) => [label, historiquePeriod(label)]);
  return { ...before, periods: { ...before.periods, historique: Object.fromEntries([...kept, ...added]) } };
}

/** Assigns the period that the meter names to a register of standard mode. */
function withName(
  before: KnownRegisters,
  register: ContractRegister,
  { tariff: period = '', offPeak }: Reading,
  sinceMonotonicMs: number,
): RegisterLesson {
  const { standard } = before.periods;
  const now = { name: period, offPeak };
  if (isSame(now, standard[register])) return { registers: before };
  const registers = { ...before, periods: { ...before.periods, standard: { ...standard, [register]: now } } };
  return { registers, named: { register, sinceMonotonicMs, period, offPeak } };
}

function contradicted(
  before: KnownRegisters,
  reading: Reading,
  named: ContractRegister,
  moving: ContractRegister,
): RegisterLesson {
  const { tariff = '', monotonicMs } = reading;
  const contradiction = lasting(before.contradiction, [named, moving, tariff], monotonicMs);
  const registers = { ...before, contradiction };
  const { times, sinceMs } = contradiction;
  if (times < CONTRADICTED_TIMES || monotonicMs - sinceMs < CONTRADICTED_FOR_MS) return { registers };
  const known = before.periods.standard[moving];
  if (isOfOtherColour(known?.name, reading)) return { registers };
  const saying = `${named} ${moving}`;
  const isSaid = before.said.includes(saying);
  const heard = isSaid ? registers : { ...registers, said: [...before.said, saying] };
  const lesson = known ? { registers: heard } : withName(heard, moving, reading, sinceMs);
  return isSaid ? lesson : { ...lesson, news: { kind: 'register', named, moving } };
}

/** Whether a register counts days of another colour than the meter reports: `colourAfter` covers that case. */
function isOfOtherColour(period: string | undefined, { tariff, tempoToday }: Reading): boolean {
  const [counted, named] = [period, tariff].map((name) => name && colourOfPeriod(name));
  return tempoToday !== undefined && counted !== undefined && named !== undefined && counted !== named;
}

/** Whether two registers of historique mode belong to the same contract: their labels begin alike (`HCHC`, `HCHP`). */
function isSameContract(one: string, other: string): boolean {
  return one.slice(0, 2) === other.slice(0, 2);
}

/**
 * The known periods of the tariff indexes, by index. `offPeak` is undefined where the name of the period does not show it, as in
 * `WEEK-END`.
 */
export interface IndexPeriods {
  readonly [index: number]: { readonly offPeak: boolean | undefined } | undefined;
}

/** The periods of the indexes, derived from those of the registers: register EASF03 counts while the index is 3. */
export function indexPeriodsOf(periods: RegisterPeriods): IndexPeriods {
  const own = byLabel(periods).filter(([label]) => isContractRegister(label, 'standard'));
  return Object.fromEntries(own.map(([label, { offPeak }]) => [Number(label.slice('EASF'.length)), { offPeak }]));
}

/** The periods of the indexes in which the meter has counted, and the index of the last readings. */
export interface CountedIndexes {
  readonly known: IndexPeriods;
  readonly counted?: Counted<readonly [index: number, offPeak: boolean | undefined]>;
}

/**
 * Learns the period of each index (NTARF) from its name (LTARF) while the meter counts in it, once both have appeared together in
 * consecutive readings: at a switch, one of them may be a frame old.
 */
export function countedIndexesAfter(before: CountedIndexes, reading: Reading): CountedIndexes {
  const { frame, tariff, tariffIndex: index, offPeak } = reading;
  if (frame.mode !== 'standard' || tariff === undefined || index === undefined) return before;
  const now = counted(before.counted, [index, offPeak]);
  if (now === before.counted) return before;
  return { known: confirmed(now) ? { ...before.known, [index]: { offPeak } } : before.known, counted: now };
}
