/**
 * What an appliance draws while it is on: the three parts of its apparent power, which is the root of the sum of their
 * squares (IEEE 1459). Only the active power is counted by the registers of a meter. Harmonics are apart from reactive
 * power, since neither cancels the other: a fridge that starts does not correct the electronics of a house at rest.
 *
 * This is simpler than real appliances: an appliance has either reactive power or harmonics, not both; all harmonics are in
 * phase, so that those of two appliances add up; the voltage is a sine. The small capacitors in the filters of
 * electronics, which cancel a part of what motors draw, are left out.
 */
export interface PowerDraw {
  /** A whole number, so that energies add up exactly. */
  readonly activeW: number;
  /** Positive when the current lags behind the voltage, as that of a motor does. */
  readonly reactiveVar: number;
  /** The apparent power of the harmonics in the current: of everything but its part of 50 Hz. */
  readonly distortionVA: number;
}

export const NO_DRAW: PowerDraw = { activeW: 0, reactiveVar: 0, distortionVA: 0 };

/** Heat only, as of a kettle. */
export function resistor(activeW: number): PowerDraw {
  return { ...NO_DRAW, activeW };
}

/** A motor on the mains, whose current lags. The small ones of compressors and fans are the worst. */
export function motor(activeW: number, powerFactor: number): PowerDraw {
  return { ...NO_DRAW, activeW, reactiveVar: inactiveVA(activeW, powerFactor) };
}

/**
 * A power supply that takes its current in pulses, at the peaks of the voltage. It is worst below 75 W, where IEC 61000-3-2
 * sets no limit for the harmonics of a computer or a television.
 */
export function electronics(activeW: number, powerFactor: number): PowerDraw {
  return { ...NO_DRAW, activeW, distortionVA: inactiveVA(activeW, powerFactor) };
}

/** A motor or coil behind electronics, which make another frequency for it. The mains see the electronics only. */
export function inverter(activeW: number, powerFactor: number): PowerDraw {
  return electronics(activeW, powerFactor);
}

/** The part of the apparent power that is not active, of an appliance with this power factor. */
function inactiveVA(activeW: number, powerFactor: number): number {
  return activeW * Math.sqrt(1 / powerFactor ** 2 - 1);
}

/** What two appliances draw together. */
export function together(one: PowerDraw, other: PowerDraw): PowerDraw {
  return {
    activeW: one.activeW + other.activeW,
    reactiveVar: one.reactiveVar + other.reactiveVar,
    distortionVA: one.distortionVA + other.distortionVA,
  };
}

/** The apparent power, in whole VA as a meter sends it: never less than the active power. */
export function apparentVA({ activeW, reactiveVar, distortionVA }: PowerDraw): number {
  return Math.round(Math.hypot(activeW, reactiveVar, distortionVA));
}
