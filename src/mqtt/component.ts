import { MOST_PERIOD_CHARACTERS } from '../reading/periods.ts';

/**
 * A value of a meter that Home Assistant receives, identified by its path in the JSON of a reading (`share/thread/reading-json.ts`).
 *
 * Its id is derived from that path: `apparentPower`, `currents-1`, `energyByPeriod-HC`. It consists of letters, digits, `_` and `-` only,
 * as the topics and keys of Home Assistant's discovery require. A period may have any name, so each of its other characters is replaced by
 * its code between `_`. A value has one id for ever, since Home Assistant stores its recordings under the id.
 */
export type Component =
  | { readonly kind: 'value'; readonly name: ValueName }
  /** `phase` is 1 to 3. */
  | { readonly kind: 'phase'; readonly name: PhasesName; readonly phase: number }
  /** The energy drawn in a tariff period. */
  | { readonly kind: 'period'; readonly period: string };

const VALUES = [
  'power',
  'apparentPower',
  'surplus',
  'load',
  'energy',
  'energyGiven',
  'period',
  'offPeak',
  'tempoToday',
  'tempoTomorrow',
  'subscribedPower',
] as const;
/** The lists with a value for each phase. */
const PHASES = ['currents', 'voltages', 'powers'] as const;

export type ValueName = (typeof VALUES)[number];
export type PhasesName = (typeof PHASES)[number];

/** The values of a reading, where they are known. */
export type ReadingValues = { readonly [N in ValueName]?: unknown } & {
  readonly [N in PhasesName]?: readonly number[];
} & { readonly energyByPeriod?: { readonly [period: string]: number } };

/** The length of an id with the longest name of a period, in which each character may take eight. */
export const MOST_ID_CHARACTERS = 'energyByPeriod-'.length + 8 * MOST_PERIOD_CHARACTERS;

/** The ids of the components for the values of a reading. */
export function idsIn(values: ReadingValues): readonly string[] {
  const single = VALUES.filter((name) => values[name] !== undefined).map((name) => idOf({ kind: 'value', name }));
  const ofPhases = PHASES.flatMap((name) =>
    (values[name] ?? []).map((_, at) => idOf({ kind: 'phase', name, phase: at + 1 })),
  );
  const ofPeriods = Object.keys(values.energyByPeriod ?? {}).map((period) => idOf({ kind: 'period', period }));
  return [...single, ...ofPhases, ...ofPeriods];
}

export function idOf(component: Component): string {
  switch (component.kind) {
    case 'value':
      return component.name;
    case 'phase':
      return `${component.name}-${component.phase}`;
    case 'period':
      return `energyByPeriod-${component.period.replace(/[^A-Za-z0-9]/gu, (one) => `_${one.codePointAt(0)?.toString(16)}_`)}`;
  }
}

/** The component with this id; undefined if there is none, for example for an id of a later version. */
export function componentOf(id: string): Component | undefined {
  const [, first = '', part] = /^(\w+)(?:-(\w+))?$/.exec(id) ?? [];
  const component = part === undefined ? singleOf(first) : (phaseOf(first, part) ?? periodOf(first, part));
  // Each value has exactly one id: any other spelling is invalid.
  return component && idOf(component) === id ? component : undefined;
}

function singleOf(first: string): Component | undefined {
  const name = VALUES.find((one) => one === first);
  return name && { kind: 'value', name };
}

function phaseOf(first: string, part: string): Component | undefined {
  const name = PHASES.find((one) => one === first);
  return name && /^[123]$/.test(part) ? { kind: 'phase', name, phase: Number(part) } : undefined;
}

function periodOf(first: string, part: string): Component | undefined {
  if (first !== 'energyByPeriod') return undefined;
  const period = part.replace(/_([0-9a-f]{1,6})_/g, (written, code) => {
    const point = Number.parseInt(code, 16);
    return point <= 0x10_ffff ? String.fromCodePoint(point) : written;
  });
  return { kind: 'period', period };
}
