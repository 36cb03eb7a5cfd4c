/**
 * The power of an appliance while it is on: the three parts of its apparent power, which is the root of the sum of their squares (IEEE
 * 1459). The registers of a meter only count the active power. Harmonics are separate from reactive power, since the two cannot cancel each
 * other: a fridge that starts does not compensate for the electronics of a house at rest.
 * This is simpler than real appliances: an appliance has either reactive power or harmonics, not both; all harmonics are in phase, so those
 * of two appliances add up; the voltage is a sine. The small capacitors in the filters of electronics, which cancel part of the reactive
 * power of motors, are left out.
 */
export interface PowerDraw {
  /** A whole number, so that energies add up exactly. */
  readonly activeW: number;
  /** Positive if the current lags behind the voltage, as in a motor. */
  readonly reactiveVar: number;
  /** The apparent power of the harmonics in the current, that is, of everything except its 50 Hz component. */
  readonly distortionVA: number;
}

export const NO_DRAW: PowerDraw = { activeW: 0, reactiveVar: 0, distortionVA: 0 };

/** Only heat, as in a kettle. */
export function resistor(activeW: number): PowerDraw {
  return { ...NO_DRAW, activeW };
}

/** A motor on the mains, whose current lags. The small motors of compressors and fans have the lowest power factors. */
export function motor(activeW: number, powerFactor: number): PowerDraw {
  return { ...NO_DRAW, activeW, reactiveVar: inactiveVA(activeW, powerFactor) };
}

/**
 * A power supply that draws its current in pulses, at the peaks of the voltage. The power factor is lowest below 75 W, where IEC 61000-3-2
 * sets no limit on the harmonics of a computer or a television.
 */
export function electronics(activeW: number, powerFactor: number): PowerDraw {
  return { ...NO_DRAW, activeW, distortionVA: inactiveVA(activeW, powerFactor) };
}

/** A motor or coil behind electronics that generate another frequency for it. Only the electronics load the mains. */
export function inverter(activeW: number, powerFactor: number): PowerDraw {
  return electronics(activeW, powerFactor);
}

/** The part of the apparent power of an appliance with this power factor that is not active. */
function inactiveVA(activeW: number, powerFactor: number): number {
  return activeW * Math.sqrt(1 / powerFactor ** 2 - 1);
}

/** The power of two appliances together. */
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
