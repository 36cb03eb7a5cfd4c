import type { TempoColour } from '../../../src/reading.ts';
import type { PageTexts } from '../../../src/texts/en/page.ts';
import { isOffPeak, PTEC } from '../../../src/tic/tariff.ts';

/** What a tariff is called, and the colour that it has on every chart: one of `page.css`, as `--tariff-…`. */
export interface Tariff {
  readonly name: string;
  readonly hue: string;
}

/** The colours of Tempo as LTARF writes them (54E §6.2.4); other suppliers' words stand as they are. */
const COLOURS: { readonly [word: string]: TempoColour } = { BLEU: 'blue', BLANC: 'white', ROUGE: 'red' };
/** The plain names that LTARF has for the periods of PTEC. */
const PLAIN: { readonly [ltarf: string]: string } = {
  BASE: 'TH..',
  'HEURE CREUSE': 'HC..',
  'HEURE PLEINE': 'HP..',
};
/** In the order of legends, and of stacks from the bottom up. */
const HUES = [
  ...['base', 'off-peak', 'peak', 'blue-off-peak', 'blue-peak', 'white-off-peak', 'white-peak'],
  ...['red-off-peak', 'red-peak', 'other-0', 'other-1', 'other-2', 'other-3'],
];
/** For tariffs that have no colour of their own. */
const OTHER_HUES = HUES.filter((hue) => hue.startsWith('other'));

/** Each tariff period under the text that the meter writes for it. */
export type Tariffs = ReadonlyMap<string, Tariff>;

/**
 * Names and colours of tariff periods as the meter writes them (PTEC or LTARF). The same set gives the same colours; a
 * supplier's own name is shown as it is.
 */
export function tariffsOf(written: readonly string[], texts: PageTexts): Tariffs {
  let others = 0;
  const hueOfAnother = () => OTHER_HUES[others++ % OTHER_HUES.length] ?? '';
  const tariffs = written
    .toSorted()
    .map((text) => [text, tariffOf(text, texts) ?? { name: tidy(text), hue: hueOfAnother() }] as const);
  return new Map(tariffs.toSorted(([, one], [, other]) => HUES.indexOf(one.hue) - HUES.indexOf(other.hue)));
}

/** What a tariff period is called. */
export function tariffName(written: string, texts: PageTexts): string {
  return tariffOf(written, texts)?.name ?? tidy(written);
}

/** What a contract is called, as OPTARIF or NGTF writes it. */
export function contractName(written: string, { live: { contract } }: PageTexts): string {
  const code = written.trim();
  return contract[code.startsWith('BBR') ? 'BBR' : code] ?? tidy(code);
}

function tariffOf(written: string, { tariff: texts }: PageTexts): Tariff | undefined {
  const name = written.trim().replace(/\s+/g, ' ').toUpperCase();
  const ptec = PLAIN[name] ?? name;
  if (ptec === 'TH..') return { name: texts.base, hue: 'base' };
  if (ptec === 'HN..') return { name: texts.normal, hue: 'off-peak' };
  if (ptec === 'PM..') return { name: texts.mobile, hue: 'red-peak' };
  const { offPeak, tempoToday = undefined } = PTEC[ptec] ?? tempoOf(name);
  if (offPeak === undefined) return undefined;
  const half = offPeak ? 'offPeak' : 'peak';
  const shade = offPeak ? 'off-peak' : 'peak';
  return tempoToday
    ? { name: texts.tempo[tempoToday][half], hue: `${tempoToday}-${shade}` }
    : { name: texts[half], hue: shade };
}

/** `HC BLEU`. */
function tempoOf(ltarf: string): { readonly offPeak?: boolean | undefined; readonly tempoToday?: TempoColour } {
  const [period = '', colour = '', ...rest] = ltarf.split(' ');
  const tempoToday = COLOURS[colour];
  return tempoToday && rest.length === 0 ? { offPeak: isOffPeak(period), tempoToday } : {};
}

/** `HC ET WEEK-END` → `Hc et week-end`. */
function tidy(written: string): string {
  const text = written.trim().replace(/\s+/g, ' ');
  return text === text.toUpperCase() ? text.charAt(0) + text.slice(1).toLowerCase() : text;
}
