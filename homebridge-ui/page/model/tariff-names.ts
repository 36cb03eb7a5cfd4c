import { knownPeriod, periodName } from '../../../src/periods.ts';
import type { PageTexts } from '../../../src/texts/en/page.ts';

/** The name of a tariff, and its colour on every chart: `hue` stands for `--tariff-…` in `page.css`. */
export interface Tariff {
  readonly name: string;
  readonly hue: string;
}

/** In the order of legends, and of stacks from the bottom up. */
const HUES = [
  ...['base', 'off-peak', 'peak', 'blue-off-peak', 'blue-peak', 'white-off-peak', 'white-peak'],
  ...[
    'red-off-peak',
    'red-peak',
    'other-0',
    'other-1',
    'other-2',
    'other-3',
    'other-4',
    'other-5',
    'other-6',
    'other-7',
  ],
];
/** The colours of tariffs that have none of their own, such as a supplier's own tariffs. */
const OTHER_HUES = HUES.filter((hue) => hue.startsWith('other'));

/** Each tariff period under the text that the meter writes for it. */
export type Tariffs = ReadonlyMap<string, Tariff>;

/**
 * Names and colours for tariff periods as the meter writes them (PTEC or LTARF), or as `periodName` does, in the order of the
 * legend. The same set of periods always gives the same colours. A supplier's own name is kept.
 */
export function tariffsOf(written: readonly string[], texts: PageTexts): Tariffs {
  let others = 0;
  const nextOtherHue = () => OTHER_HUES[others++ % OTHER_HUES.length] ?? '';
  const tariffs = written
    .toSorted()
    .map((text) => [text, tariffOf(text, texts) ?? { name: tidy(text), hue: nextOtherHue() }] as const);
  return new Map(tariffs.toSorted(([, a], [, b]) => HUES.indexOf(a.hue) - HUES.indexOf(b.hue)));
}

/** The name of one tariff period as the meter writes it. */
export function tariffName(written: string, texts: PageTexts): string {
  return tariffOf(written, texts)?.name ?? tidy(written);
}

/** The name of a contract that OPTARIF or NGTF gives. */
export function contractName(written: string, { live: { contract } }: PageTexts): string {
  const code = written.trim();
  return contract[code.startsWith('BBR') ? 'BBR' : code] ?? tidy(code);
}

/** The name and colour of a tariff that the specifications name; undefined for any other. */
function tariffOf(written: string, { tariff: texts }: PageTexts): Tariff | undefined {
  const period = periodName(written);
  if (period === 'BASE') return { name: texts.base, hue: 'base' };
  if (period === 'HN') return { name: texts.normal, hue: 'off-peak' };
  if (period === 'PM') return { name: texts.mobile, hue: 'red-peak' };
  const { offPeak, colour } = knownPeriod(period) ?? {};
  if (offPeak === undefined) return undefined;
  const half = offPeak ? 'offPeak' : 'peak';
  const shade = offPeak ? 'off-peak' : 'peak';
  return colour ? { name: texts.tempo[colour][half], hue: `${colour}-${shade}` } : { name: texts[half], hue: shade };
}

/** Turns `HC ET WEEK-END` into `Hc et week-end`, and removes blanks. Text with lower-case letters keeps its case. */
function tidy(written: string): string {
  const text = written.trim().replace(/\s+/g, ' ');
  return text === text.toUpperCase() ? text.charAt(0) + text.slice(1).toLowerCase() : text;
}
