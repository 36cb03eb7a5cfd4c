import type { Reading } from '../../src/reading.ts';
import { contractCard } from './contract-card.ts';
import { curveView } from './curve-view.ts';
import { h, setChildren } from './dom.ts';
import { every } from './every.ts';
import { type MeterCard, meterCard } from './meter-card.ts';
import { meterChoice } from './meter-choice.ts';
import { contractHours } from './model/contract-hours.ts';
import { meterDisplay } from './model/meter-display.ts';
import type { ShownMeter, ShownStatus } from './model/shown-status.ts';
import { type LiveTroubles, liveTroubles } from './model/trouble-places.ts';
import type { Page } from './page.ts';
import { troublesView } from './troubles-view.ts';

export interface LiveView {
  readonly element: HTMLElement;
  /** Keeps the curve and the contract up to date until the function that it returns is called. */
  follow(): () => void;
}

const HISTORY_EVERY_MS = 60_000;

/** What *Live* has besides: only the settings page has it. */
export interface LiveParts {
  /** What the button of a meter does that is not read. */
  checkPort(meter: ShownMeter): void;
  /** The end of a meter's card. */
  registers(): CardPart;
  /** What stands below all else. */
  readonly below: {
    readonly element: HTMLElement;
    show(answer: ShownStatus): void;
    /** Marks it as old. */
    markLost(): void;
  };
}

/** A part of the card of one meter. */
interface CardPart {
  readonly element: HTMLElement;
  show(reading: Reading | undefined): void;
}

interface ShownCard extends MeterCard {
  readonly registers: CardPart | undefined;
}

/** What is wrong, a card for each meter, and the power and the contract of one meter from the journal. */
export function liveView(page: Page, parts?: LiveParts): LiveView {
  const { words, status } = page;
  const texts = words.texts.live;
  const [wrong, wrongWithMirror, wrongWithMqtt] = [troublesView(words), troublesView(words), troublesView(words)];
  const trouble = h('div', { 'aria-live': 'polite' });
  const meters = h('div', { class: 'meters' });
  const curve = curveView(page);
  const contract = contractCard(page);
  const choice = meterChoice(page, () => void showHistory());
  const history = h('div', { class: 'history' }, choice.element, curve.element, contract.element);
  const cards = new Map<string, ShownCard>();
  /** The slug of the meter whose history is shown. */
  let shown = '';
  /** The colours of Tempo that the meter with this history told last. */
  let colours = '';
  let wasHistoryInTrouble = false;
  let isOpen = false;
  let isLost = false;
  const element = h('div', { class: 'live' });
  const now = h('div', { class: 'now' }, trouble, wrong.element, meters);
  setChildren(element, now, history, wrongWithMirror.element, parts?.below.element, wrongWithMqtt.element);
  status.follow(showStatus, (reason) => {
    if (reason !== undefined) showTrouble(reason);
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
    isLost = true;
    for (const card of cards.values()) card.markLost();
    parts?.below.markLost();
  }

  function showStatus(answer: ShownStatus): void {
    const { status: running, troubles, nowMs } = answer;
    const slugs = running?.meters.map(({ slug }) => slug) ?? [];
    const places = liveTroubles(troubles, slugs);
    wrong.show(places.top, nowMs);
    wrongWithMirror.show(places.mirror, nowMs);
    wrongWithMqtt.show(places.mqtt, nowMs);
    followHistoryTrouble();
    // A plugin that runs and does not answer is one of the troubles.
    const isUnanswering = !running && troubles.length > 0;
    showTrouble(running || isUnanswering ? undefined : texts.notRunning);
    if (isUnanswering) {
      markLost();
      return;
    }
    showMeters(running?.meters ?? [], places.ofMeter, nowMs);
    parts?.below.show(answer);
    comeBack();
  }

  /** What the journal told may be as old as the last answer. */
  function comeBack(): void {
    if (isLost && isOpen) void refreshHistory();
    isLost = false;
  }

  function showMeters(running: readonly ShownMeter[], wrong: LiveTroubles['ofMeter'], nowMs: number): void {
    for (const slug of cards.keys()) if (!running.some((meter) => meter.slug === slug)) cards.delete(slug);
    for (const meter of running) {
      const card = cards.get(meter.slug) ?? newCard(meter);
      cards.set(meter.slug, card);
      const troubles = wrong.get(meter.slug) ?? [];
      card.show(meterDisplay(meter, troubles, words), contractHours(meter, nowMs, words), troubles, nowMs);
      card.registers?.show(meter.lastReading);
    }
    // Cards that stay are not taken out and put in again, since their button would lose the focus.
    const elements = running.flatMap(({ slug }) => cards.get(slug)?.element ?? []);
    const isSameCount = elements.length === meters.childElementCount;
    if (!isSameCount || elements.some((element, index) => element !== meters.children[index])) {
      setChildren(meters, ...elements);
    }
    followColours(running.find(({ slug }) => slug === shown));
  }

  function newCard(meter: ShownMeter): ShownCard {
    const registers = parts?.registers();
    const check = parts && (() => parts.checkPort(meter));
    return { ...meterCard(words, check, registers?.element), registers };
  }

  /** Asks for the season at once when the meter tells another colour than before, as it does of tomorrow in the evening. */
  function followColours(meter: ShownMeter | undefined): void {
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
