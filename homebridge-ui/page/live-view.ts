import type { MeterStatus } from '../../src/status/status.ts';
import type { Protocol } from '../../src/ui/protocol.ts';
import { contractCard } from './contract-card.ts';
import { curveView } from './curve-view.ts';
import { h, setChildren } from './dom.ts';
import { every } from './every.ts';
import { type MeterCard, meterCard } from './meter-card.ts';
import { meterChoice } from './meter-choice.ts';
import { mirrorCard } from './mirror-card.ts';
import { contractHours } from './model/contract-hours.ts';
import { meterDisplay } from './model/meter-display.ts';
import { registerRows } from './model/register-rows.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

export interface LiveView {
  readonly element: HTMLElement;
  /** Keeps the cards and the curve up to date until the function that it returns is called. */
  follow(): () => void;
}

const STATUS_EVERY_MS = 2000;
const HISTORY_EVERY_MS = 60_000;

/**
 * A card for each meter, the power and the contract of one meter from the journal, and a card about InfluxDB.
 * @param goTo opens the tab of the ports, or of InfluxDB
 */
export function liveView(page: Page, goTo: { readonly port: () => void; readonly influx: () => void }): LiveView {
  const { words, ask } = page;
  const texts = words.texts.live;
  const trouble = h('div', { 'aria-live': 'polite' });
  const meters = h('div', { class: 'meters' });
  const mirror = mirrorCard(words, goTo.influx);
  const curve = curveView(page);
  const contract = contractCard(page);
  const choice = meterChoice(page, () => void showHistory());
  const history = h('div', { class: 'history' }, choice.element, curve.element, contract.element);
  const cards = new Map<string, MeterCard>();
  /** The slug of the meter whose history is shown. */
  let shown = '';
  /** The colours of Tempo that the meter with this history told last. */
  let colours = '';
  return {
    element: h('div', { class: 'live' }, trouble, meters, history, mirror.element),
    follow() {
      const stopStatus = every(STATUS_EVERY_MS, refreshStatus);
      const stopHistory = every(HISTORY_EVERY_MS, refreshHistory);
      return () => {
        stopStatus();
        stopHistory();
      };
    },
  };

  async function refreshStatus(): Promise<void> {
    const answer = await ask('/status', {}).catch(failureReason);
    if (typeof answer === 'string') return markLost(answer);
    showStatus(answer);
  }

  /** Keeps what is shown and marks it as old. */
  function markLost(reason: string): void {
    showTrouble(reason);
    for (const card of cards.values()) card.markLost();
    mirror.element.classList.add('is-stale');
  }

  function showStatus({ status, nowMs }: Protocol['/status']['answers']): void {
    showTrouble(status ? undefined : texts.notRunning);
    mirror.element.hidden = !status;
    mirror.element.classList.remove('is-stale');
    const running = status?.meters ?? [];
    for (const slug of cards.keys()) if (!running.some((meter) => meter.slug === slug)) cards.delete(slug);
    for (const meter of running) {
      const card = cards.get(meter.slug) ?? meterCard(words, goTo.port);
      cards.set(meter.slug, card);
      const { lastReading: reading } = meter;
      card.show(meterDisplay(meter, words), {
        hours: contractHours(meter, nowMs, words),
        registers: reading ? registerRows(reading, words) : [],
      });
    }
    // Cards that stay are not taken out and put in again, since their button would lose the focus.
    const elements = running.flatMap(({ slug }) => cards.get(slug)?.element ?? []);
    const isSameCount = elements.length === meters.childElementCount;
    if (!isSameCount || elements.some((element, index) => element !== meters.children[index])) {
      setChildren(meters, ...elements);
    }
    if (status) mirror.show(status.mirror, nowMs);
    followColours(running.find(({ slug }) => slug === shown));
  }

  /** Asks for the season at once when the meter tells another colour than before, as it does of tomorrow in the evening. */
  function followColours(meter: MeterStatus | undefined): void {
    const { tempoToday, tempoTomorrow } = meter?.lastReading ?? {};
    const told = `${shown} ${tempoToday} ${tempoTomorrow}`;
    if (!tempoTomorrow || told === colours) return;
    colours = told;
    void contract.show(shown);
  }

  async function refreshHistory(): Promise<void> {
    await choice.refresh();
    await showHistory();
  }

  async function showHistory(): Promise<void> {
    const slug = choice.chosen;
    // Until the curve has arrived, the page still shows that of another meter.
    if (shown !== slug) history.classList.add('is-stale');
    shown = slug;
    await Promise.all([curve.show(slug), contract.show(slug)]);
    if (shown === slug) history.classList.remove('is-stale');
  }

  /** A text that has not changed is left alone, or a screen reader would say it again. */
  function showTrouble(text: string | undefined): void {
    if (trouble.textContent === (text ?? '')) return;
    setChildren(trouble, text !== undefined && h('div', { class: 'card-flat ill' }, text));
  }
}
