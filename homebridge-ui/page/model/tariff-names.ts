import { knownName, type PeriodName } from '../../../src/reading/periods.ts';
import type { PageTexts } from '../../../src/texts/en/page.ts';
import { contractNameIn } from '../../../src/texts/tariffs.ts';

/** The name of a tariff, and its colour on every chart: `hue` refers to `--tariff-…` in `page.css`. */
export interface Tariff {
  readonly name: string;
  readonly hue: string;
}

/**
 * The hue of each period, in the order of legends, and of stacks from the bottom up. EJP shares hues, since no contract combines its
 * periods with others.
 */
const HUE_OF: { readonly [name in PeriodName]: string } = {
  BASE: 'base',
  HC: 'off-peak',
  HP: 'peak',
  HCJB: 'blue-off-peak',
  HPJB: 'blue-peak',
  HCJW: 'white-off-peak',
  HPJW: 'white-peak',
  HCJR: 'red-off-peak',
  HPJR: 'red-peak',
  HN: 'off-peak',
  PM: 'red-peak',
};
/** The hues of tariffs that have none of their own, such as a supplier's own tariffs. */
const OTHER_HUES = Array.from({ length: 8 }, (_, nth) => `other-${nth}`);
const HUES = [...new Set(Object.values(HUE_OF)), ...OTHER_HUES];

/** The tariff of each period, by the text that the meter sends for it. */
export type Tariffs = ReadonlyMap<string, Tariff>;

/**
 * Names and colours for tariff periods in the meter's spelling (PTEC or LTARF), or that of `periodName`, in the order of the legend. The
 * same set of periods always gets the same colours. A supplier's own name is kept.
 */
export function tariffsOf(written: readonly string[], texts: PageTexts): Tariffs {
  let others = 0;
  const nextOtherHue = () => OTHER_HUES[others++ % OTHER_HUES.length] ?? '';
  const tariffs = written
    .toSorted()
    .map((text) => [text, tariffOf(text, texts) ?? { name: tidy(text), hue: nextOtherHue() }] as const);
  return new Map(tariffs.toSorted(([, a], [, b]) => HUES.indexOf(a.hue) - HUES.indexOf(b.hue)));
}

/** The name of one tariff period in the meter's spelling. */
export function tariffName(written: string, texts: PageTexts): string {
  return tariffOf(written, texts)?.name ?? tidy(written);
}

/** The name of a contract from OPTARIF or NGTF. */
export function contractName(written: string, { tariffs }: PageTexts): string {
  const name = contractNameIn(tariffs, written);
  return name ? capitalised(name) : tidy(written);
}

/** The name and colour of a known tariff; undefined for any other. */
function tariffOf(written: string, { tariffs }: PageTexts): Tariff | undefined {
  const period = knownName(written);
  return period && { name: capitalised(tariffs.periods[period]), hue: HUE_OF[period] };
}

/** Turns `HC ET WEEK-END` into `Hc et week-end`, and removes blanks. Text with lower-case letters keeps its case. */
function tidy(written: string): string {
  const text = written.trim().replace(/\s+/g, ' ');
  return text === text.toUpperCase() ? capitalised(text.toLowerCase()) : text;
}

/** The same text with an initial capital letter. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
