import { offerNotes } from '../../src/money/offer-words.ts';
import type { Offers } from '../../src/money/offers.ts';
import { failureReason } from './ask.ts';
import { hueStyle } from './bar-chart.ts';
import { h, setChildren } from './dom.ts';
import { headRow, plainList } from './elements.ts';
import { type OfferRows, offerRows } from './model/offer-rows.ts';
import { offerWordsOf } from './model/offers-words.ts';
import type { Page } from './page.ts';

interface OffersView {
  readonly element: HTMLElement;
  /**
   * Shows another meter, or checks whether the offers of the same one may have changed. They are computed again only in that case, since
   * that takes the server a while.
   * @param today today's date, in days since 1970-01-01; undefined if the journal has no data of the meter
   */
  show(slug: string, today: number | undefined): void;
  /** Requests a new computation the next time that it is shown, as files have added or removed days. */
  forget(): void;
}

/** Asks for what is unknown about a meter's contract. Only the settings page has this. */
export interface OfferQuestions {
  readonly element: HTMLElement;
  /** Begins with another meter. */
  begin(meter: string): void;
  /** What was entered about this meter, and understood. */
  typed(): { readonly hours?: string; readonly kVA?: number };
  /** Asks for what these offers lack. */
  show(found: Offers): void;
}

/**
 * The card that shows what the last year would have cost on other contracts.
 * @param questionsOf creates the questions about what is unknown about the meter's contract; they call `onChange` when something was
 * entered
 */
export function offersView(page: Page, questionsOf?: (onChange: () => void) => OfferQuestions): OffersView {
  const { words, ask, meters, status } = page;
  const texts = words.texts.offers;
  const says = h('p', { class: 'quiet', role: 'status' });
  /** Announced by a screen reader when an entry has changed the sums. */
  const heard = h('p', { class: 'only-heard', role: 'status' });
  const [body, notes] = [h('div'), h('div', { class: 'notes' })];
  const questions = questionsOf?.(() => {
    hasTyped = true;
    void refresh();
  });
  const element = h(
    'section',
    { class: 'card-flat offers', hidden: true },
    h('h3', {}, texts.title),
    h('p', { class: 'quiet' }, texts.about),
    ...[says, body, questions?.element, notes, heard],
  );
  let slug = '';
  let today: number | undefined;
  /** The state at the last answer, as JSON: the same state is not computed twice. */
  let answered = '';
  /** Counts how often files have added or removed days. */
  let histories = 0;
  let isAsking = false;
  let hasTyped = false;
  return {
    element,
    show(next, day) {
      if (next !== slug) change(next);
      today = day;
      void refresh();
    },
    forget() {
      histories += 1;
    },
  };

  function change(next: string): void {
    slug = next;
    questions?.begin(slug);
    for (const part of [body, notes]) setChildren(part);
  }

  /** One request at a time: a change in the meantime is requested after the answer. */
  async function refresh(): Promise<void> {
    element.hidden = today === undefined;
    const [question, state] = [questionNow(), stateNow()];
    if (isAsking || today === undefined || state === answered || !isTabOpen()) return;
    isAsking = true;
    wait(true);
    const found = await ask('/offers', question).catch(failureReason);
    isAsking = false;
    wait(false);
    if (state !== stateNow()) return refresh();
    answered = typeof found === 'string' ? '' : state;
    draw(found);
  }

  function isTabOpen(): boolean {
    return element.parentElement?.closest('[hidden]') === null;
  }

  function questionNow() {
    return { meter: slug, ...meters.typedPrices(slug), ...questions?.typed() };
  }

  /** Everything on which the answer depends. During a trouble, the journal may have different days. */
  function stateNow(): string {
    return JSON.stringify([questionNow(), today, histories, status.isHistoryInTrouble]);
  }

  function wait(isWaiting: boolean): void {
    element.classList.toggle('is-stale', isWaiting);
    element.setAttribute('aria-busy', String(isWaiting));
    says.classList.toggle('busy', isWaiting);
    setChildren(says, isWaiting && texts.computing);
  }

  function draw(found: Offers | string): void {
    const shown = typeof found === 'string' ? undefined : offerRows(found, words);
    // The list of troubles explains why there is nothing to show.
    element.hidden = !shown?.rows.length && status.isHistoryInTrouble;
    for (const part of [body, notes]) part.hidden = shown === undefined;
    setChildren(says, typeof found === 'string' && `${words.texts.curve.unreadable} ${found}`);
    if (typeof found === 'string' || !shown) return;
    drawRows(found, shown);
    setChildren(notes, ...offerNotes(found, offerWordsOf(words)).map((note) => h('p', { class: 'quiet' }, note)));
    questions?.show(found);
    setChildren(heard, hasTyped && shown.rows.map(({ name, euros }) => texts.part(name, euros)).join('; '));
    hasTyped = false;
  }

  /** Open details stay open, and keep the focus. */
  function drawRows({ subscribedKVA }: Offers, { rows, others, isOfSameDays }: OfferRows): void {
    const before = [...body.querySelectorAll('details')];
    const open = new Set(before.flatMap((one) => (one.open ? [one.dataset['offer']] : [])));
    const focused = before.find(hasFocus)?.dataset['offer'];
    const isBeside = rows.some(({ limit }) => limit !== undefined);
    setChildren(
      body,
      subscribedKVA !== undefined && h('p', {}, texts.forPower(words.quantity(subscribedKVA, 'kVA'))),
      rows.length > 0 && plainList(...rows.map((row) => rowElement(row, open.has(row.offer)))),
      rows.length > 0 && h('p', { class: 'quiet' }, isBeside ? texts.bars : texts.barsAlone),
      !isOfSameDays && h('p', { class: 'quiet' }, isBeside ? texts.otherDays : texts.otherDaysAlone),
      ...others.map(({ names, why }) => h('p', {}, h('strong', {}, names), h('br'), why)),
    );
    body.querySelector<HTMLElement>(`[data-offer="${focused}"] summary`)?.focus();
  }

  function rowElement(row: OfferRows['rows'][number], open: boolean): HTMLElement {
    const { offer, name, euros, says: sentences, compared, parts, limit, about } = row;
    const bar = h(
      'div',
      { class: 'peak parts', 'aria-hidden': 'true' },
      ...parts.map(({ hue, filled }) => h('i', { style: { width: `${filled * 100}%`, ...hueStyle(hue) } })),
      limit !== undefined && h('b', { style: { left: `${limit * 100}%` } }),
    );
    return h(
      'li',
      {},
      h('div', { class: 'sum' }, h('strong', {}, name), h('strong', {}, euros)),
      bar,
      ...sentences.map((one) => h('p', {}, one)),
      h('p', { class: 'quiet' }, compared),
      h(
        'details',
        { 'data-offer': offer, open },
        h('summary', {}, texts.details, h('span', { class: 'only-heard' }, ` (${name})`)),
        partsTable(row),
        ...about.map((one) => h('p', { class: 'quiet' }, one)),
      ),
    );
  }

  function partsTable({ name, parts, total }: OfferRows['rows'][number]): HTMLElement {
    const { columns } = texts;
    const heads = [columns.part, columns.energy, columns.euros];
    const row = (label: string, energy: string | undefined, euros: string, hue?: string) =>
      h(
        'tr',
        {},
        // The subscription has no energy, so its name takes both columns.
        h(
          'th',
          { scope: 'row', colspan: energy === undefined && 2 },
          hue !== undefined && h('i', { style: hueStyle(hue) }),
          label,
        ),
        energy !== undefined && h('td', {}, energy),
        h('td', {}, euros),
      );
    return h(
      'table',
      {},
      h('caption', { class: 'only-heard' }, name),
      headRow(heads),
      h(
        'tbody',
        {},
        ...parts.map((part) => row(part.name, part.energy, part.euros, part.hue)),
        row(texts.total, total.energy, total.euros),
      ),
    );
  }
}

function hasFocus(part: HTMLElement): boolean {
  return part.contains(document.activeElement);
}
