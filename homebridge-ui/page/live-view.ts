import type { MeterStatus } from '../../src/status/status.ts';
import type { StatusAnswer } from '../../src/ui/protocol.ts';
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
import { besideProblems, isMirrorInTrouble, type LiveTroubles, liveTroubles } from './model/trouble-places.ts';
import { newsCard } from './news-card.ts';
import type { Page } from './page.ts';
import { troublesView } from './troubles-view.ts';

export interface LiveView {
  readonly element: HTMLElement;
  /** Keeps the curve and the contract up to date until the function that it returns is called. */
  follow(): () => void;
}

const HISTORY_EVERY_MS = 60_000;

/** Where the buttons of *Live* lead. */
interface GoTo {
  /** Opens the tab of the ports, and listens to that of a meter. */
  readonly port: (meter: MeterStatus) => void;
  /** Opens the tab of InfluxDB. */
  readonly influx: () => void;
}

/**
 * What is wrong, a card for each meter, the power and the contract of one meter from the journal, a card about InfluxDB, and what
 * happened.
 */
export function liveView(page: Page, goTo: GoTo): LiveView {
  const { words, settings, status } = page;
  const texts = words.texts.live;
  const [wrong, wrongWithMirror] = [troublesView(words), troublesView(words)];
  const happened = newsCard(words);
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
  let wasHistoryInTrouble = false;
  let isOpen = false;
  const element = h('div', { class: 'live' });
  setChildren(
    element,
    ...[trouble, wrong.element, meters, history, wrongWithMirror.element, mirror.element, happened.element],
  );
  status.follow(showStatus, (reason) => {
    showTrouble(reason);
    markLost();
  });
  return { element, follow };

  function follow(): () => void {
    isOpen = true;
    const stop = every(HISTORY_EVERY_MS, refreshHistory);
    return () => {
      isOpen = false;
      stop();
    };
  }

  /** Keeps what is shown and marks it as old. */
  function markLost(): void {
    for (const card of cards.values()) card.markLost();
    mirror.element.classList.add('is-stale');
  }

  function showStatus({ status: running, troubles, news, nowMs }: StatusAnswer): void {
    const slugs = running?.meters.map(({ slug }) => slug) ?? [];
    const places = liveTroubles(besideProblems(troubles, settings.problemPaths), slugs);
    wrong.show(places.top, nowMs);
    wrongWithMirror.show(places.mirror, nowMs);
    followHistoryTrouble();
    // A plugin that runs and does not answer is one of the troubles.
    const isUnanswering = !running && troubles.length > 0;
    showTrouble(running || isUnanswering ? undefined : texts.notRunning);
    if (isUnanswering) {
      markLost();
      return;
    }
    happened.show(news);
    showMeters(running?.meters ?? [], places.ofMeter, nowMs);
    mirror.element.hidden = !running;
    mirror.element.classList.remove('is-stale');
    if (running) mirror.show(running.mirror, isMirrorInTrouble(troubles), nowMs);
  }

  function showMeters(running: readonly MeterStatus[], wrong: LiveTroubles['ofMeter'], nowMs: number): void {
    for (const slug of cards.keys()) if (!running.some((meter) => meter.slug === slug)) cards.delete(slug);
    for (const meter of running) {
      const card = cards.get(meter.slug) ?? meterCard(words, () => goTo.port(meter));
      cards.set(meter.slug, card);
      const { lastReading: reading } = meter;
      const troubles = wrong.get(meter.slug) ?? [];
      const contract = {
        hours: contractHours(meter, nowMs, words),
        registers: reading ? registerRows(reading, words) : [],
      };
      card.show(meterDisplay(meter, troubles, words), contract, troubles, nowMs);
    }
    // Cards that stay are not taken out and put in again, since their button would lose the focus.
    const elements = running.flatMap(({ slug }) => cards.get(slug)?.element ?? []);
    const isSameCount = elements.length === meters.childElementCount;
    if (!isSameCount || elements.some((element, index) => element !== meters.children[index])) {
      setChildren(meters, ...elements);
    }
    followColours(running.find(({ slug }) => slug === shown));
  }

  /** Asks for the season at once when the meter tells another colour than before, as it does of tomorrow in the evening. */
  function followColours(meter: MeterStatus | undefined): void {
    const { tempoToday, tempoTomorrow } = meter?.lastReading ?? {};
    const told = `${shown} ${tempoToday} ${tempoTomorrow}`;
    if (!isOpen || !tempoTomorrow || told === colours) return;
    colours = told;
    void contract.show(shown);
  }

  /** What the charts say of an empty history differs with what is wrong. */
  function followHistoryTrouble(): void {
    if (status.isHistoryInTrouble === wasHistoryInTrouble) return;
    wasHistoryInTrouble = status.isHistoryInTrouble;
    if (isOpen) void refreshHistory();
  }

  /** Asks once the first values are there, so that these do not wait for it. */
  async function refreshHistory(): Promise<void> {
    await status.first;
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
