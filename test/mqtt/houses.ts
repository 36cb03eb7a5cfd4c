import type { ReadingValues } from '../../src/mqtt/component.ts';
import { discoveryMessage } from '../../src/mqtt/home-assistant.ts';
import { type Told, toldAfter } from '../../src/mqtt/told.ts';
import type { Language } from '../../src/texts/languages.ts';
import { textParts } from '../../src/texts/texts.ts';

/** What the JSON of a meter has of each kind of contract and of both numbers of phases, and the contract's name. */
const VALUES = {
  empty: [undefined, {}],
  base: [
    'BASE',
    {
      ...{ power: 1105, apparentPower: 1230, surplus: 0, load: 14, currents: [5], subscribedPower: 9000 },
      ...{ energy: 12345.678, energyByPeriod: { BASE: 12345.678 }, period: 'BASE' },
    },
  ],
  offPeakStandard: [
    'H PLEINE/CREUSE',
    {
      ...{ power: 1105, apparentPower: 1230, load: 21, currents: [5], voltages: [233], subscribedPower: 6000 },
      ...{ energy: 1, energyByPeriod: { HC: 0.001, HP: 0.999 }, period: 'HC', offPeak: true },
    },
  ],
  ejp: ['EJP.', { apparentPower: 10, currents: [0], energyByPeriod: { HN: 1, PM: 2 }, period: 'HN' }],
  tempoOfThreePhases: [
    'TEMPO',
    {
      ...{ power: -1899, apparentPower: 0, surplus: 150, load: 0, subscribedPower: 12_000 },
      ...{ currents: [4, 0, 12], voltages: [233, 231, 229], powers: [932, 0, 2748] },
      ...{ energy: 3756.001, period: 'HPJR', offPeak: false, tempoToday: 'red', tempoTomorrow: 'blue' },
      energyByPeriod: { HCJB: 1000, HPJB: 2000, HCJW: 300, HPJW: 400, HCJR: 50, HPJR: 6.001 },
    },
  ],
  producer: ['BASE', { power: -2110, apparentPower: 0, energy: 900.001, energyGiven: 1e-3, period: 'BASE' }],
  /** Periods that a supplier or a household calls as it likes. */
  ownNames: [
    'L’OFFRE "D\'ÉTÉ"',
    {
      energyByPeriod: {
        ...{ 'HEURES D\'ÉTÉ "{{ 1 }}"': 1, 'WEEK-END': 2, WEEK_END: 3, '{% raw %}\\n#}': 4, '🏠': 5 },
        ...{ items: 6, given: 7, _2d_: 8, '-': 9, constructor: 10 },
      },
      period: 'HEURES D\'ÉTÉ "{{ 1 }}"',
    },
  ],
} as const satisfies { readonly [house: string]: readonly [contract: string | undefined, values: ReadingValues] };

type House = keyof typeof VALUES;

/** What is told of each house. */
export const HOUSES = Object.fromEntries(
  Object.entries(VALUES).map(([house, [contract, found]]) => [house, toldAfter(undefined, found, contract)]),
) as { readonly [house in House]: Told };

export function values(house: House): ReadingValues {
  return VALUES[house][1];
}

/** A message as Home Assistant parses it. */
export interface Discovery {
  readonly dev: { readonly ids: readonly string[]; readonly name: string };
  readonly o: object;
  readonly cmps: { readonly [id: string]: { readonly [field: string]: unknown } };
  readonly state_topic: string;
  readonly availability: readonly { readonly topic: string }[];
  readonly availability_mode: string;
}

interface Wanted {
  readonly language?: Language;
  readonly topic?: string;
  readonly slug?: string;
  readonly name?: string;
  readonly staleAfter?: number;
}

export function messageOf(told: Told, { language = 'en', ...wanted }: Wanted = {}): Discovery {
  const texts = textParts[language].homeAssistant().homeAssistant;
  const meter = { topic: 'linky', slug: 'linky', name: 'Linky', staleAfter: 20, ...wanted };
  return JSON.parse(JSON.stringify(discoveryMessage({ ...meter, told, version: '1.0.0', texts })));
}
