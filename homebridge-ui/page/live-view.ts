import type { Reading } from '../../src/reading/reading.ts';
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
  /** Keeps the curve and the contract up to date until the returned function is called. */
  follow(): () => void;
}

const HISTORY_EVERY_MS = 60_000;

/** The parts of *Live* that only the settings page has. */
export interface LiveParts {
  /** The action of the button on the card of a meter that is not read. */
  checkPort(meter: ShownMeter): void;
  /** The end of a meter's card. */
  registers(): CardPart;
  /** Shown below everything else. */
  readonly below: {
    readonly element: HTMLElement;
    show(answer: ShownStatus): void;
    /** Marks the part as old. */
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

/** The troubles, a card for each meter, and the power and the contract of one meter from the journal. */
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
  /** The Tempo colours that were last reported by the meter with this history. */
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
    // That a plugin runs but does not answer is one of the troubles.
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

  /** Requests the history again, which may be as old as the last answer. */
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
    // Cards that stay are not removed and inserted again, since their button would lose the focus.
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

  /** Requests the season at once when the meter reports a new colour, as it does for tomorrow in the evening. */
  function followColours(meter: ShownMeter | undefined): void {
    const { tempoToday, tempoTomorrow } = meter?.lastReading ?? {};
    const told = `${shown} ${tempoToday} ${tempoTomorrow}`;
    if (!isOpen || !tempoTomorrow || told === colours) return;
    colours = told;
    void contract.show(shown);
  }

  /** What the charts show for an empty history depends on the troubles. */
  function followHistoryTrouble(): void {
    if (status.isHistoryInTrouble === wasHistoryInTrouble) return;
    wasHistoryInTrouble = status.isHistoryInTrouble;
    if (isOpen) void refreshHistory();
  }

  /** Waits for the first values, so that they are not delayed. */
  async function refreshHistory(): Promise<void> {
    await status.first;
    await choice.refresh();
    await showHistory();
  }

  async function showHistory(): Promise<void> {
    const slug = choice.chosen;
    // Until the new curve has arrived, the page still shows that of the previous meter.
    if (shown !== slug) history.classList.add('is-stale');
    shown = slug;
    await Promise.all([curve.show(slug), contract.show(slug)]);
    if (shown === slug) history.classList.remove('is-stale');
  }

  /** An unchanged text is not set again, or a screen reader would repeat it. */
  function showTrouble(text: string | undefined): void {
    if (trouble.textContent === (text ?? '')) return;
    setChildren(trouble, text !== undefined && h('div', { class: 'card-flat ill' }, text));
  }
}
