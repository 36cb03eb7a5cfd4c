import { dayOfDate } from '../../src/base/paris-time.ts';
import type { Price } from '../../src/money/price.ts';
import type { RegulatedPrice } from '../../src/money/regulated-tariffs.ts';
import { h, setChildren } from './dom.ts';
import { button, headRow } from './elements.ts';
import { dayText } from './model/date-words.ts';
import type { PriceLine } from './model/prices.ts';
import { lastSheetOfEdf, type NoOffer, type Offer, pricesToTake, replacedDates } from './model/prices-offer.ts';
import { amountText } from './model/prices-words.ts';
import { tariffName } from './model/tariff-names.ts';
import type { SettingsPage } from './settings-page.ts';

/**
 * Proposes the regulated prices that fit what the meter tells, as a table with the source of each, and a button that takes them.
 * Lines of the same dates are replaced only after a yes. Old prices are said to be old, also to a household that has taken them.
 * @param old the date of the newest regulated prices, where they are old
 * @param own gives the household's lines as they are when the button is pressed
 * @param take puts prices into the settings
 */
export function regulatedOfferView(
  { words }: SettingsPage,
  offer: Offer,
  old: string | undefined,
  own: () => readonly PriceLine[],
  take: (prices: readonly Price[]) => void,
): HTMLElement | undefined {
  const { regulated: texts, units } = words.texts.prices;
  const note = old !== undefined && h('p', { class: 'quiet' }, words.texts.offers.oldSheet(dateText(old)));
  if (!offer) return note || undefined;
  if (!('prices' in offer)) return h('p', { class: 'quiet' }, whyNone(offer));
  const { kind, option, kVA, prices } = offer;
  const sheet = lastSheetOfEdf(prices);
  const question = h('div', { role: 'alert' });
  const press = button(kind === 'newer' ? texts.takeNewer : texts.take, takeOrAsk, 'primary');
  return h(
    'details',
    { class: 'price-line regulated', open: kind === 'newer' || own().length === 0 },
    h('summary', {}, h('strong', {}, texts.title(words.texts.tariffs.contracts[option], words.quantity(kVA, 'kVA')))),
    h('p', {}, kind === 'newer' ? texts.aboutNewer : texts.about),
    note,
    tableOf(prices),
    h('p', { class: 'buttons' }, press),
    sheet !== undefined && h('p', { class: 'quiet' }, texts.notFromEdf(dateText(sheet))),
    question,
  );

  function takeOrAsk(): void {
    const dates = replacedDates(prices, own());
    if (dates.length === 0) take(pricesToTake(prices, own(), true));
    else ask(dates);
  }

  /** Asks whether the household's own lines of these dates are to be replaced. */
  function ask(dates: readonly string[]): void {
    const answer = (isReplacing: boolean) => () => take(pricesToTake(prices, own(), isReplacing));
    const replace = button(texts.replace, answer(true));
    setChildren(
      question,
      h('p', {}, texts.ask(dates.map(dateText).join(', '), dates.length)),
      h('p', { class: 'buttons' }, replace, button(texts.keep, answer(false))),
    );
    replace.focus();
  }

  function tableOf(shown: readonly RegulatedPrice[]): HTMLElement {
    const names = shown[0]?.price.periods.map(({ name }) => name) ?? [];
    const periods = names.map((name) => texts.withUnit(tariffName(name, words.texts), units.kWh));
    const heads = [texts.from, texts.withUnit(words.texts.prices.subscription, units.month), ...periods];
    // On a phone the table of Tempo is wider than the page, so it can be scrolled, with the keyboard too.
    return h(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': texts.table },
      h('table', {}, headRow(heads), h('tbody', {}, ...shown.toReversed().map(rowOf))),
    );
  }

  function rowOf({ price: { from, subscription, periods }, source }: RegulatedPrice): HTMLElement {
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, dateText(from), h('small', {}, texts.sources[source])),
      h('td', {}, amountText(subscription, 'month', words)),
      ...periods.map(({ price }) => h('td', {}, amountText(price, 'kWh', words))),
    );
  }

  function dateText(date: string): string {
    return dayText(dayOfDate(date) ?? 0, 'dayAndYear', words);
  }

  function whyNone(none: NoOffer): string {
    switch (none.kind) {
      case 'contractUnknown':
        return texts.none.contractUnknown;
      case 'contractWithoutPrices':
        return texts.none.contractWithoutPrices(none.contract);
      case 'powerUnknown':
        return texts.none.powerUnknown;
      case 'powerWithoutPrices':
        return texts.none.powerWithoutPrices(
          words.texts.tariffs.contracts[none.option],
          words.quantity(none.kVA, 'kVA'),
        );
    }
  }
}
