import { adviceSentences } from '../../src/money/offer-words.ts';
import { subscriptionAdvice } from '../../src/money/subscription.ts';
import type { EnergySpans } from '../../src/ui/protocol.ts';
import { h, setChildren } from './dom.ts';
import { headRow } from './elements.ts';
import { offerWordsOf } from './model/offers-words.ts';
import { type MonthPeak, monthPeaks } from './model/subscription-words.ts';
import type { Page } from './page.ts';

interface SubscriptionView {
  readonly element: HTMLElement;
  /**
   * Shows another meter, or refreshes the same one.
   * @param history its last thirteen months; the reason if they are unknown; or undefined if the journal has no data of the meter
   */
  show(slug: string, history: Months | string | undefined): Promise<void>;
}

/** The greatest power of each of the last months, compared with the subscribed power, and what follows for the subscription. */
export function subscriptionView({ words, ask, status }: Page): SubscriptionView {
  const texts = words.texts.subscription;
  const { advice: says } = words.texts.offers;
  const body = h('div', {}, h('p', { class: 'quiet' }, words.texts.curve.loading));
  const element = h('section', { class: 'card-flat subscription' }, h('h3', {}, texts.title), body);
  let slug = '';
  /** The number of phases that the meter last reported, as not every Reading has it. */
  let phases: 1 | 3 | undefined;
  /** What is shown at present. */
  let drawn = '';
  return { element, show };

  async function show(next: string, history: Months | string = NOTHING): Promise<void> {
    if (slug !== next) phases = undefined;
    slug = next;
    const running = await ask('/status', {}).catch(() => undefined);
    if (slug !== next) return;
    const reading = running?.status?.meters.find((meter) => meter.slug === slug)?.lastReading;
    phases = reading?.phases ?? phases;
    const told = typeof history === 'string' ? {} : toldContract(history, reading);
    const isKnown =
      typeof history !== 'string' &&
      monthPeaks(history.spans, undefined, words).some(({ power }) => power !== undefined);
    // The list of troubles explains why there is nothing to show.
    element.hidden = !isKnown && status.isHistoryInTrouble;
    const state = JSON.stringify([slug, history, told, phases]);
    if (state === drawn) return;
    drawn = state;
    if (typeof history === 'string') setChildren(body, h('p', {}, `${words.texts.curve.unreadable} ${history}`));
    else draw(history, told);
  }

  function draw({ spans }: Months, told: Told): void {
    const peaks = monthPeaks(spans, told.subscribedVA, words);
    if (peaks.length === 0) {
      setChildren(body, h('p', { class: 'quiet' }, texts.empty));
      return;
    }
    setChildren(
      body,
      ...sentences(spans, told).map((says) => h('p', {}, says)),
      tableOf(peaks),
      h('p', { class: 'quiet' }, texts.mark),
    );
  }

  function sentences(spans: EnergySpans['spans'], told: Told): readonly string[] {
    if (phases === 3) return [says.threePhases];
    if (phases === undefined) return [says.phasesUnknown];
    const advice = subscriptionAdvice(spans, { ...told, phases });
    return advice ? adviceSentences(advice, offerWordsOf(words)) : [says.unknown];
  }

  function tableOf(peaks: readonly MonthPeak[]): HTMLElement {
    const heads = [texts.month, texts.power];
    return h(
      'table',
      { class: 'peaks' },
      h('caption', { class: 'only-heard' }, texts.title),
      headRow(heads),
      h('tbody', {}, ...peaks.map(rowOf)),
    );
  }

  function rowOf({ month, power, at, filled, limit, isOver }: MonthPeak): HTMLElement {
    const bar = h(
      'div',
      { class: 'peak', 'aria-hidden': 'true' },
      h('i', { class: isOver && 'over', style: { width: `${filled * 100}%` } }),
      limit !== undefined && h('b', { style: { left: `${limit * 100}%` } }),
    );
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, month),
      h(
        'td',
        {},
        bar,
        power ?? texts.nothing,
        at !== undefined && h('span', { class: 'quiet' }, ` (${at})`),
        isOver && h('span', { class: 'wrong' }, ` ${texts.isOver}`),
      ),
    );
  }
}

type Told = Pick<EnergySpans, 'contract' | 'subscribedVA'>;
type Months = Told & Pick<EnergySpans, 'spans'>;

const NOTHING: Months = { spans: [] };

function toldContract(history: Months, reading: Told | undefined): Told {
  const contract = reading?.contract ?? history.contract;
  const subscribedVA = reading?.subscribedVA ?? history.subscribedVA;
  return { contract, subscribedVA };
}
