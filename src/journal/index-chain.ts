import type { CountedEnergy, EnergyByName } from '../energy/day.ts';
import { contractRegisters, type PeriodOfRegister, registerOfIndex } from '../periods.ts';
import type { Reading } from '../reading.ts';
import { movedRegisters, splitByPeriod } from './energy-by-period.ts';
import { learnedPeriods, saidPeriods } from './learned-periods.ts';

/** What a frame or a minute tells of a meter. A minute knows neither the frame nor the registers. */
export interface Observed
  extends Pick<
    Reading,
    | 'apparentPowerVA'
    | 'importedWh'
    | 'exportedWh'
    | 'tariff'
    | 'tariffIndex'
    | 'calendar'
    | 'contract'
    | 'subscribedVA'
  > {
  readonly frame?: Pick<Reading['frame'], 'mode' | 'address'>;
  readonly registers?: EnergyByName;
}

/** The indexes of a meter at a moment, in Wh. */
interface Indexes {
  /** Which meter, mode and contract they are of. Absent when they come from a minute, which does not tell. */
  readonly identity?: string;
  readonly atMs: number;
  readonly importedWh: number;
  readonly exportedWh?: number;
  /** Those of the contract. */
  readonly registers?: EnergyByName;
}

/** Where the indexes of a meter stand, and what it takes to name the tariff period of what they count next. */
interface Link extends Indexes {
  /** The present tariff period. */
  readonly tariff?: string;
  /** Which register counts which period: learned in standard mode, absent in historique, where it never changes. */
  readonly periods?: PeriodOfRegister;
  /**
   * What the meter itself says of its registers in standard mode, which may be wrong. No energy is stored under these names; that of
   * a register whose period is not learned is only read under them, as long as that is so.
   */
  readonly said?: PeriodOfRegister;
}

/** A chain of indexes, each of which goes on from the one before. Only its last link is kept. */
export interface IndexChain extends Link {
  /** Newer indexes that do not go on from this link. When the next ones go on from these, the chain begins anew there. */
  readonly unconfirmed?: Link;
  /** Which register counted which period, of the meters before this one, by identity. */
  readonly ended?: { readonly [identity: string]: PeriodOfRegister };
}

const HOUR_MS = 3_600_000;
/** The greatest power that a home can subscribe to. */
const MOST_POWER_W = 36_000;

/** What the index counted since the frame before. */
export interface Increment extends CountedEnergy {
  readonly energyWh: number;
  readonly sinceMs: number;
  /** What of it has no period yet, by register. */
  readonly unnamed?: EnergyByName;
  /** Whose registers these are. */
  readonly identity?: string;
}

/**
 * Goes on with what was observed at a moment. The energy between two frames is the difference of their indexes, be they
 * seconds or months apart, so that all increments add up to what the index counted. The chain begins anew, and loses what was
 * counted in between, with another meter, another mode, or another contract in historique. A step back is counted too, as
 * energy below 0: the index before it was too high. One that is greater than all that the day has counted is another meter's. A
 * single frame may be wrong, so a chain only begins anew when the next frame confirms it.
 * @param countedWh what the day has counted so far, the most that a step back may take
 */
export function followIndex(
  chain: IndexChain | undefined,
  atMs: number,
  observed: Observed,
  countedWh: number,
): { readonly chain: IndexChain | undefined; readonly increment?: Increment } {
  const to = indexesOf(atMs, observed);
  if (to === undefined) return { chain: chain && { ...chain, ...periodOf(chain, observed) } };
  if (chain === undefined) return begun(to, observed);
  const { unconfirmed, ...confirmed } = chain;
  if (continues(confirmed, to, countedWh)) return counted(confirmed, to, observed);
  if (unconfirmed && continues(unconfirmed, to, 0)) {
    return counted({ ...unconfirmed, ended: endedWith(confirmed) }, to, observed);
  }
  return { chain: { ...confirmed, unconfirmed: { ...to, ...periodOf({}, observed) } } };
}

function indexesOf(atMs: number, { importedWh, exportedWh, registers, frame }: Observed): Indexes | undefined {
  if (importedWh === undefined) return undefined;
  const ofContract = frame && registers && contractRegisters({ frame, registers });
  const contract = frame?.mode === 'historique' && ofContract ? Object.keys(ofContract).toSorted() : [];
  return {
    ...(frame && { identity: [frame.mode, frame.address, ...contract].join(' ') }),
    ...{ atMs, importedWh },
    ...(exportedWh !== undefined && { exportedWh }),
    ...(ofContract && { registers: ofContract }),
  };
}

function continues(from: Indexes, to: Indexes, mostBackWh: number): boolean {
  const energyWh = to.importedWh - from.importedWh;
  if (energyWh < -mostBackWh) return false;
  if (from.identity !== undefined && to.identity !== undefined) return from.identity === to.identity;
  // Minutes do not know the meter: another one shows only by an index that this one could not have reached.
  return energyWh <= MOST_POWER_W * (Math.max(0, to.atMs - from.atMs) / HOUR_MS + 1);
}

function counted(from: IndexChain, to: Indexes, observed: Observed): { chain: IndexChain; increment: Increment } {
  const chain = goOn(from, to, observed);
  const energyWh = to.importedWh - from.importedWh;
  const moved = from.registers && to.registers && movedRegisters(from.registers, to.registers);
  const { exportedWh: givenBeforeWh = to.exportedWh } = from;
  const { energyWhByTariff, unnamed } = splitByPeriod(energyWh, moved ?? {}, {
    ...chain,
    periods: certainIn(chain, observed),
  });
  const increment = {
    ...{ sinceMs: from.atMs, energyWh, energyWhByTariff },
    ...(moved && { energyWhByRegister: moved }),
    ...(chain.identity !== undefined && Object.keys(unnamed).length > 0 && { unnamed, identity: chain.identity }),
    ...(to.exportedWh !== undefined && givenBeforeWh !== undefined && { givenWh: to.exportedWh - givenBeforeWh }),
  };
  return { chain, increment };
}

/** Which register counts which period, as far as that was learned. */
function learnedIn({ identity, periods = {} }: Pick<IndexChain, 'identity' | 'periods'>): PeriodOfRegister {
  return identity?.startsWith('historique') ? learnedPeriods({}, { frame: { mode: 'historique' } }) : periods;
}

/**
 * The same without the register in use where the meter says another name for it than was learned: with a new contract it gets that
 * name within a minute, and what it has counted meanwhile gets it when it is read.
 */
function certainIn(chain: IndexChain, { tariff, tariffIndex, frame }: Observed): PeriodOfRegister {
  const learned = learnedIn(chain);
  const label = frame?.mode === 'standard' ? registerOfIndex(tariffIndex) : undefined;
  if (label === undefined || tariff === undefined || (learned[label] ?? tariff) === tariff) return learned;
  const { [label]: _, ...others } = learned;
  return others;
}

/**
 * Which register of a meter that the chain has had counts which period, as far as it was learned or at least said. A period that was
 * learned of one register is not that of another one of which it is said.
 */
export function periodsOfMeter(identity: string, chain: IndexChain): PeriodOfRegister {
  const ended = chain.ended?.[identity] ?? {};
  if (chain.identity !== identity) return ended;
  const learned = { ...ended, ...learnedIn(chain) };
  const names = new Set(Object.values(learned));
  const said = Object.entries(chain.said ?? {}).filter(([, name]) => !names.has(name));
  return { ...Object.fromEntries(said), ...learned };
}

/** ADCO or ADSC of the meter that the chain is of; undefined while that is not known. */
export function addressIn({ identity }: Pick<IndexChain, 'identity'>): string | undefined {
  return identity?.split(' ')[1];
}

function endedWith({ identity, periods, said, ended = {} }: IndexChain): NonNullable<IndexChain['ended']> {
  if (identity === undefined || !(periods || said)) return ended;
  return { ...ended, [identity]: { ...said, ...ended[identity], ...periods } };
}

/** The first index of a chain has counted nothing yet. */
function begun(at: Indexes, observed: Observed): { chain: IndexChain; increment: Increment } {
  return counted(at, at, observed);
}

function goOn(from: IndexChain, to: Indexes, observed: Observed): IndexChain {
  const { identity = from.identity, exportedWh = from.exportedWh } = to;
  return {
    ...to,
    ...(identity !== undefined && { identity }),
    ...(exportedWh !== undefined && { exportedWh }),
    // A register whose group was refused stands where it stood.
    ...((from.registers ?? to.registers) && { registers: { ...from.registers, ...to.registers } }),
    ...periodOf(from, observed),
    ...(from.ended && Object.keys(from.ended).length > 0 && { ended: from.ended }),
  };
}

/** What is known of the periods after an observation. */
function periodOf(known: Pick<Link, 'tariff' | 'periods' | 'said'>, observed: Observed) {
  const { periods: learned = {}, said: before = {} } = known;
  const isStandard = observed.frame?.mode === 'standard';
  const periods = isStandard ? learnedPeriods(learned, observed) : learned;
  const said = isStandard && observed.calendar?.periods ? saidPeriods(before, observed) : before;
  const tariff = observed.tariff ?? known.tariff;
  return {
    ...(tariff !== undefined && { tariff }),
    ...((known.periods || periods !== learned) && { periods }),
    ...((known.said || said !== before) && { said }),
  };
}
