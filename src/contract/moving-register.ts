import { isContractRegister } from '../periods.ts';
import { byLabel, type ContractRegister, type Reading } from '../reading.ts';

/** Finds out which register of the contract counts, reading by reading. */
export interface MovingRegister {
  /**
   * The register that has counted since the readings before, as the only one, while the meter named the same tariff period all the
   * time; undefined when that is not certain.
   */
  take(reading: Reading): MovedRegister | undefined;
}

/** A register that has counted. */
export interface MovedRegister {
  /** Its label. */
  readonly register: ContractRegister;
  /** Since when the meter names the period that it names now, without a break: `monotonicMs` of the first such reading. */
  readonly namedSinceMonotonicMs: number;
}

/** Readings that name the same period, with nothing between them that could have been another one. */
interface Stretch {
  readonly meter: string;
  readonly tariff: string;
  readonly tariffIndex: number | undefined;
  readonly beganMonotonicMs: number;
  readings: number;
  lastMonotonicMs: number;
  /** As the last reading told them. A decoder gives the same object again when none has changed. */
  told: Reading['registers'];
  /** What each register of the contract stood at when it was last told within the stretch. */
  readonly lastWh: Map<ContractRegister, number>;
}

/** After a switch, an index may be a frame older than the name of the period that stands beside it. */
const NOT_SETTLED_READINGS = 3;
/** No period is so short that it could come and go between two readings with less between them. */
const LONGEST_GAP_MS = 30 * 60_000;

export function createMovingRegister(): MovingRegister {
  let stretch: Stretch | undefined;

  return {
    take(reading) {
      if (!namesPeriod(reading)) return undefined;
      if (!stretch || !goesOn(stretch, reading)) {
        stretch = begun(reading);
        return undefined;
      }
      stretch.readings += 1;
      stretch.lastMonotonicMs = reading.monotonicMs;
      if (reading.registers === stretch.told) return undefined;
      stretch.told = reading.registers;
      const [register, ...others] = movedIn(stretch.lastWh, reading);
      if (stretch.readings <= NOT_SETTLED_READINGS || register === undefined || others.length > 0) return undefined;
      return { register, namedSinceMonotonicMs: stretch.beganMonotonicMs };
    },
  };
}

/** A reading in which the group of the period was refused is passed over. */
function namesPeriod({ tariff, tariffIndex, frame }: Reading): boolean {
  return tariff !== undefined && (tariffIndex !== undefined || frame.mode === 'historique');
}

function goesOn(stretch: Stretch, { tariff, tariffIndex, monotonicMs, frame }: Reading): boolean {
  const gapMs = monotonicMs - stretch.lastMonotonicMs;
  const isSamePeriod = tariff === stretch.tariff && tariffIndex === stretch.tariffIndex;
  return isSamePeriod && gapMs >= 0 && gapMs <= LONGEST_GAP_MS && stretch.meter === meterOf(frame);
}

function begun(reading: Reading): Stretch {
  const { tariff = '', tariffIndex, registers, monotonicMs, frame } = reading;
  const lastWh = new Map<ContractRegister, number>();
  movedIn(lastWh, reading);
  return {
    ...{ meter: meterOf(frame), tariff, tariffIndex, beganMonotonicMs: monotonicMs },
    ...{ readings: 1, lastMonotonicMs: monotonicMs, told: registers, lastWh },
  };
}

function meterOf({ mode, address }: Reading['frame']): string {
  return mode + address;
}

/** The registers of the contract that stand higher than in `lastWh`, which then has what the reading says. */
function movedIn(lastWh: Map<ContractRegister, number>, { registers, frame }: Reading): readonly ContractRegister[] {
  const moved: ContractRegister[] = [];
  for (const [label, wh] of byLabel(registers)) {
    if (!isContractRegister(label, frame.mode)) continue;
    const before = lastWh.get(label);
    if (before !== undefined && wh > before) moved.push(label);
    lastWh.set(label, wh);
  }
  return moved;
}
