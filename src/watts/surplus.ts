import { PHASES, type Phase, type Reading, type Surplus } from '../reading/reading.ts';

/**
 * The power that a house without a producer's contract exports to the grid, in VA. Its meter only measures imported energy: while the house
 * exports, PAPP and SINSTS are 0, but the currents are not. They are whole amperes, so the result has bounds.
 * 1. A producer's meter measures what is exported (SINSTI, EAIT), so nothing is estimated.
 * 2. While the meter reports more than 0 VA, the house imports on balance and exports nothing. In three-phase this holds even if one phase
 *    exports: the meter counts the sum of the phases, each with its sign (54E).
 * 3. At 0 VA each phase carries I × U. I is within 1 A of the number in the frame, since no specification says how it is rounded. U is the
 *    voltage in the frame, or else 230 V ± 10 % (EN 50160). With one phase, the house exports all of it.
 * 4. With three phases, a phase whose SINSTSn is above 0 imports that power, and one whose SINSTSn is 0 exports. The surplus is what the
 *    latter export minus what the former import.
 * 5. In historique mode no phase shows its direction. Each combination that can lead to 0 VA is possible, so the bounds include all of
 *    them. `about` is the smallest surplus among them: most panels without a producer's contract are connected to one phase, and an
 *    automation should rather wait than draw from the grid.
 * 6. At 0 VA and 0 A the house may still export less than 1 A: about 0, with bounds.
 *
 * Bit 9 of STGE (`isGiving`) stands for 0 VA if the meter sends no power. If the bit is clear, that proves nothing, since nobody has
 * observed how it behaves without a producer's contract; and it never overrides a measured power.
 *
 * The surplus is not part of any sum of energy: the meter does not count it, and its bounds are too wide for adding it up.
 */
export function surplusOf(reading: Reading): Surplus | undefined {
  const { injectedPowerVA, exportedWh, isGiving } = reading;
  const drawnVA = reading.apparentPowerVA ?? (isGiving ? 0 : undefined);
  if (drawnVA === undefined || injectedPowerVA !== undefined || exportedWh !== undefined) return undefined;
  if (drawnVA > 0) return NOTHING;
  // In standard mode the groups that identify a producer may be among the refused ones.
  if (reading.frame.mode === 'standard' && reading.frame.refused > 0) return undefined;
  const phases = phasesOf(reading);
  return phases && surplusOfAny(combinationsOf(phases));
}

/** The same reading, with its surplus if it is known. */
export function withSurplus(reading: Reading): Reading {
  const surplusVA = surplusOf(reading);
  return surplusVA ? { ...reading, surplusVA } : reading;
}

/** A value with its bounds, in VA, V or A. */
type Bounded = Surplus;

const NOTHING: Bounded = { about: 0, least: 0, most: 0 };

/** The voltage if the frame has none (EN 50160: 230 V ± 10 %). */
const NOMINAL_V: Bounded = { about: 230, least: 207, most: 253 };

/** What a phase carries, and the directions that are possible: 1 exports, −1 imports. */
interface PhaseFlow {
  readonly magnitudeVA: Bounded;
  readonly signs: readonly (1 | -1)[];
}

/** The flow of each phase. Undefined unless the current of every phase is known. */
function phasesOf(reading: Reading): readonly PhaseFlow[] | undefined {
  const flows = PHASES.slice(0, reading.phases).flatMap((phase) => flowOf(phase, reading) ?? []);
  return flows.length === reading.phases ? flows : undefined;
}

function flowOf(phase: Phase, { phases, apparentPowerVAByPhase, currentA, voltageV }: Reading): PhaseFlow | undefined {
  const drawnVA = apparentPowerVAByPhase?.[phase];
  if (drawnVA) return { magnitudeVA: within(drawnVA, 1), signs: [-1] };
  const amperes = currentA?.[phase];
  if (amperes === undefined) return undefined;
  const volts = voltageV?.[phase];
  const magnitudeVA = product(within(amperes, 1), volts === undefined ? NOMINAL_V : within(volts, 1));
  if (phases === 1) return { magnitudeVA, signs: [1] };
  if (drawnVA === undefined) return { magnitudeVA, signs: [1, -1] };
  // The phase may also import less than 1 VA, which is 0 VA in the frame.
  return { magnitudeVA: { ...magnitudeVA, least: magnitudeVA.least || -1 }, signs: [1] };
}

function within(value: number, error: number): Bounded {
  return { about: value, least: Math.max(0, value - error), most: value + error };
}

function product(one: Bounded, other: Bounded): Bounded {
  return { about: one.about * other.about, least: one.least * other.least, most: one.most * other.most };
}

/** The sums of all phases, one for each combination of directions. A negative sum is imported. */
function combinationsOf(phases: readonly PhaseFlow[]): readonly Bounded[] {
  return phases.reduce<readonly Bounded[]>(
    (sums, { magnitudeVA, signs }) => sums.flatMap((sum) => signs.map((sign) => sumOf(sum, magnitudeVA, sign))),
    [NOTHING],
  );
}

function sumOf(sum: Bounded, { about, least, most }: Bounded, sign: 1 | -1): Bounded {
  return sign === 1
    ? { about: sum.about + about, least: sum.least + least, most: sum.most + most }
    : { about: sum.about - about, least: sum.least - most, most: sum.most - least };
}

/**
 * The surplus if one of the combinations is true, but it is unknown which. Undefined if none can lead to 0 VA: the frame contradicts itself
 * then.
 */
function surplusOfAny(combinations: readonly Bounded[]): Surplus | undefined {
  const possible = combinations.filter(({ most }) => most >= 0);
  if (possible.length === 0) return undefined;
  const abouts = possible.map(({ about }) => about).filter((about) => about >= 0);
  return {
    about: Math.round(Math.min(...(abouts.length === 0 ? [0] : abouts))),
    least: Math.max(0, Math.floor(Math.min(...possible.map(({ least }) => least)))),
    most: Math.ceil(Math.max(...possible.map(({ most }) => most))),
  };
}
