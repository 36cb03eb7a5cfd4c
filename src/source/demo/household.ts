import { parisInstant } from '../../base/paris-time.ts';
import type { TempoColour } from '../../reading/reading.ts';
import { cachedByDay } from './cached-by-day.ts';
import { colourOf, contractDay, drawOf, planOf } from './day-plan.ts';
import { type MeterMemory, meterMemory } from './meter-memory.ts';
import { apparentVA } from './power-draw.ts';
import { distributorTariff, registerEnergy, supplierTariff, W_MS_PER_WH } from './register-energy.ts';
import { seededRandom } from './seeded-random.ts';

export const SUBSCRIBED_KVA = 6;

/**
 * A single-phase house of 6 kVA with a Tempo contract. It knows its true active power at each instant, which no TIC contains, so that an
 * estimate can be compared with it.
 */
export interface Household {
  /** What its meter measures at an instant, in milliseconds since 1970. */
  at(atMs: number): HouseholdMoment;
  /** What its meter has stored at that instant. */
  memoryAt(atMs: number): MeterMemory;
  /** The active energy that it consumes from one instant to another, in Wh: not rounded, unlike the registers. */
  drawnWh(fromMs: number, toMs: number): number;
}

/** What the meter measures at one instant. */
export interface HouseholdMoment {
  readonly atMs: number;
  readonly apparentPowerVA: number;
  /** The true active power, in whole W, which stays the same for five seconds (`STEP_MS`). Its integral is `totalWh`. */
  readonly activePowerW: number;
  readonly currentA: number;
  readonly voltageV: number;
  readonly offPeak: boolean;
  readonly today: TempoColour;
  /** Announced at 11:00; absent before. */
  readonly tomorrow?: TempoColour;
  /** The index of the register in `supplierWh` that is counting. */
  readonly supplierTariff: number;
  /** Blue off-peak, blue, white off-peak, white, red off-peak, red. */
  readonly supplierWh: readonly number[];
  /** The index of the register in `distributorWh` that is counting. */
  readonly distributorTariff: number;
  /** Low season off-peak, low season, high season off-peak, high season. */
  readonly distributorWh: readonly number[];
  readonly totalWh: number;
}

const ANNOUNCED_FROM_S = 11 * 3600;
/** The simulation begins here. An earlier instant, as of a machine whose clock is not set yet, counts as this one. */
const BEGIN_MS = Date.UTC(2025, 0, 3);

/** The house of a seed. Its consumption only depends on the seed and the instant. */
export function household(seed: number): Household {
  const planOn = cachedByDay((day) => planOf(day, seed));
  const energyAt = registerEnergy(planOn);
  const totalAt = (atMs: number) => sum(energyAt(atMs).supplier);
  const drawAt = (atMs: number) => drawOf(planOn(contractDay(atMs)).loads, atMs);
  const powerVAAt = (atMs: number) => apparentVA(drawAt(atMs));
  const voltageAt = (atMs: number) => gridVoltageAt(atMs, seed) - drawAt(atMs).activeW * VOLTS_LOST_PER_W;
  const memoryAt = meterMemory({ powerVAAt, voltageAt, energyAt: totalAt });

  return {
    at(instantMs) {
      const atMs = Math.max(instantMs, BEGIN_MS);
      const day = contractDay(atMs);
      const plan = planOn(day);
      const offPeak = atMs >= plan.offPeakMs;
      const isAnnounced = atMs >= parisInstant(day, ANNOUNCED_FROM_S);
      const energy = energyAt(atMs);
      const draw = drawAt(atMs);
      const apparentPowerVA = apparentVA(draw);
      return {
        atMs,
        apparentPowerVA,
        activePowerW: draw.activeW,
        currentA: apparentPowerVA / voltageAt(atMs),
        voltageV: voltageAt(atMs),
        offPeak,
        today: plan.colour,
        tomorrow: isAnnounced ? colourOf(day + 1, seed) : undefined,
        supplierTariff: supplierTariff(plan.colour, offPeak),
        supplierWh: energy.supplier.map(inWh),
        distributorTariff: distributorTariff(plan, offPeak),
        distributorWh: energy.distributor.map(inWh),
        totalWh: inWh(sum(energy.supplier)),
      };
    },
    memoryAt: (instantMs) => memoryAt(Math.max(instantMs, BEGIN_MS)),
    drawnWh: (fromMs, toMs) => (totalAt(Math.max(toMs, BEGIN_MS)) - totalAt(Math.max(fromMs, BEGIN_MS))) / W_MS_PER_WH,
  };
}

/** A register shows whole Wh, rounded down. */
function inWh(energy: number): number {
  return Math.floor(energy / W_MS_PER_WH);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The voltage drop in the cable from the street, which has about a tenth of an ohm and no reactance. */
const VOLTS_LOST_PER_W = 0.1 / 230;
const VOLTAGE_DRIFT_MS = 600_000;

/** The voltage in the street, which drifts between 229 and 238 V. */
function gridVoltageAt(atMs: number, seed: number): number {
  const step = Math.floor(atMs / VOLTAGE_DRIFT_MS);
  const level = (at: number) => 229 + 9 * seededRandom(seed, at, 3)();
  const part = (atMs % VOLTAGE_DRIFT_MS) / VOLTAGE_DRIFT_MS;
  return level(step) * (1 - part) + level(step + 1) * part;
}
