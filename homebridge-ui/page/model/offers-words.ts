import { dayOfDate } from '../../../src/base/paris-time.ts';
import type { OfferWords } from '../../../src/money/offer-words.ts';
import { dayText } from './date-words.ts';
import { rowsOf } from './hours-rows.ts';
import { hoursInWords } from './hours-words.ts';
import type { PageWords } from './page-words.ts';

/** The words about offers in the page's style. */
export function offerWordsOf(words: PageWords): OfferWords {
  return {
    texts: words.texts.offers,
    euros: words.euros,
    energy: (wh) => words.energy(wh, 0),
    power: (kVA, digits) => words.quantity(kVA, 'kVA', digits),
    percent: words.percent,
    hours: (hours) => hoursInWords(rowsOf(hours) ?? [], words),
    date: (date) => dayText(dayOfDate(date) ?? Number.NaN, 'dayAndYear', words),
  };
}
