import { knownName, type PeriodName } from '../../../src/periods.ts';
import type { PageTexts } from '../../../src/texts/en/page.ts';
import { contractNameIn } from '../../../src/texts/tariffs.ts';

/** The name of a tariff, and its colour on every chart: `hue` stands for `--tariff-…` in `page.css`. */
export interface Tariff {
  readonly name: string;
  readonly hue: string;
}

/**
 * The hue of each period, in the order of legends, and of stacks from the bottom up. EJP has none of its own, since no contract has
 * its periods beside others.
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
export function contractName(written: string, { tariffs }: PageTexts): string {
  const name = contractNameIn(tariffs, written);
  return name ? capitalised(name) : tidy(written);
}

/** The name and colour of a tariff that the table has; undefined for any other. */
function tariffOf(written: string, { tariffs }: PageTexts): Tariff | undefined {
  const period = knownName(written);
  return period && { name: capitalised(tariffs.periods[period]), hue: HUE_OF[period] };
}

/** Turns `HC ET WEEK-END` into `Hc et week-end`, and removes blanks. Text with lower-case letters keeps its case. */
function tidy(written: string): string {
  const text = written.trim().replace(/\s+/g, ' ');
  return text === text.toUpperCase() ? capitalised(text.toLowerCase()) : text;
}

/** The same text with a capital letter at its beginning. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
