import { MOST_PERIOD_CHARACTERS } from '../periods.ts';

/**
 * A value of a meter that Home Assistant gets, by the place where it stands in the JSON of a reading (`share/thread/reading-json.ts`).
 *
 * Its id is written from that place: `apparentPower`, `currents-1`, `energyByPeriod-HC`. It has letters, digits, `_` and `-` only, as the
 * topics and keys of Home Assistant's discovery ask; a period may have any name, so each of its other characters is its code between `_`.
 * A value has one id for ever, since Home Assistant keeps under it what it has recorded.
 */
export type Component =
  | { readonly kind: 'value'; readonly name: ValueName }
  /** `phase` is 1 to 3. */
  | { readonly kind: 'phase'; readonly name: PhasesName; readonly phase: number }
  /** What was drawn in a tariff period. */
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

/** The values of a reading, as far as they are told. */
export type ReadingValues = { readonly [N in ValueName]?: unknown } & {
  readonly [N in PhasesName]?: readonly number[];
} & { readonly energyByPeriod?: { readonly [period: string]: number } };

/** An id with the longest name of a period, each of whose characters may take eight. */
export const MOST_ID_CHARACTERS = 'energyByPeriod-'.length + 8 * MOST_PERIOD_CHARACTERS;

/** The ids of the components that the values of a reading call for. */
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

/** The component with this id; undefined where none has it, such as for one of a later version. */
export function componentOf(id: string): Component | undefined {
  const [, first = '', part] = /^(\w+)(?:-(\w+))?$/.exec(id) ?? [];
  const component = part === undefined ? singleOf(first) : (phaseOf(first, part) ?? periodOf(first, part));
  // One value has one id: what is written in another way is none.
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
