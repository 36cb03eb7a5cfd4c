import { roundedEuros } from '../../../src/money/euros.ts';
import type { PageTexts } from '../../../src/texts/en/page.ts';
import { knownLanguage, type Language } from '../../../src/texts/languages.ts';
import { numberFormats, pageNumbers } from '../../../src/texts/numbers.ts';

/** The texts of the page in one language, and how numbers and times are written in it. */
export interface PageWords {
  readonly language: Language;
  readonly texts: PageTexts;
  /** The locale by which numbers and times are written (BCP 47). */
  readonly locale: string;
  /** `1 234 VA`. @param digits how many decimals; none unless given */
  quantity(value: number, unit: string, digits?: number): string;
  count(value: number, digits?: number): string;
  /** A number of Wh as `12.3 kWh`. @param digits how many decimals; one unless given */
  energy(wh: number, digits?: number): string;
  /** A number of euros as `€12.34`. @param digits how many decimals; two unless given */
  euros(value: number, digits?: number): string;
  /**
   * @param ratio 1 is 100 %
   * @param digits the most decimals; none unless given
   */
  percent(ratio: number, digits?: number): string;
  /** A length of time in the largest unit that fits: `5 minutes`. */
  duration(ms: number): string;
  /** `18:32`. */
  time(atMs: number): string;
  /** `Tue 24, 18:32`. */
  moment(atMs: number): string;
  /** `Tue 24`. */
  weekday(atMs: number): string;
}

/**
 * English as Europe writes it, whatever the browser's country: a French meter has hours such as 22:00, and `8/1/2026` would be taken for
 * the eighth of January.
 */
const ENGLISH = 'en-GB';

/**
 * @param texts those in the language
 * @param locales the locales that the browser prefers; in French the first one in that language decides how times are written
 * @param timeZone the browser's own unless given
 */
export function pageWordsOf(
  language: Language,
  texts: PageTexts,
  locales: readonly string[],
  timeZone?: string,
): PageWords {
  const locale = language === 'en' ? ENGLISH : (locales.find((code) => knownLanguage(code) === language) ?? language);
  const zone = timeZone === undefined ? {} : { timeZone };
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', ...zone });
  const moment = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
    ...zone,
  });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', ...zone });
  const { number, percent } = pageNumbers(locale);
  const euros = numberFormats(locale, (digits: number) => ({
    ...{ style: 'currency', currency: 'EUR' },
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  }));
  const length = numberFormats(locale, (unit: string) => ({ style: 'unit', unit, unitDisplay: 'long' }));
  const quantity = (value: number, unit: string, digits?: number) => `${number(value, digits)}\u00a0${unit}`;
  return {
    language,
    texts,
    locale,
    quantity,
    count: number,
    energy: (wh, digits = 1) => quantity(wh / 1000, 'kWh', digits),
    euros: (value, digits = 2) => euros(digits).format(digits === 2 ? roundedEuros(value) : value),
    percent,
    duration(ms) {
      const { unit, count } = inLargestUnit(ms);
      return length(unit).format(count);
    },
    time: (atMs) => time.format(atMs),
    moment: (atMs) => moment.format(atMs),
    weekday: (atMs) => weekday.format(atMs),
  };
}

const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

function inLargestUnit(ms: number): { readonly unit: string; readonly count: number } {
  const found = UNITS.find((unit) => ms >= unit.ms);
  return found
    ? { unit: found.unit, count: Math.floor(ms / found.ms) }
    : { unit: 'second', count: Math.max(0, Math.round(ms / 1000)) };
}
