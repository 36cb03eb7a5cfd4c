import { slugOf } from '../../src/config/slug.ts';
import type { Protocol } from '../../src/ui/protocol.ts';
import { curveView } from './curve-view.ts';
import { h, setChildren } from './dom.ts';
import { segmentedChoice } from './elements.ts';
import { energyView } from './energy-view.ts';
import { type MeterCard, meterCard } from './meter-card.ts';
import { mirrorCard } from './mirror-card.ts';
import { type MeterSettings, metersOf } from './model/config-block.ts';
import { meterDisplay } from './model/meter-display.ts';
import type { Page } from './page.ts';
import { failureReason } from './server-requests.ts';

export interface LiveView {
  readonly element: HTMLElement;
  /** Keeps the cards and charts up to date until the function that it returns is called. */
  follow(): () => void;
}

const STATUS_EVERY_MS = 2000;
const HISTORY_EVERY_MS = 60_000;

/**
 * A card for each meter, the power and energy of one meter from the journal, and a card about InfluxDB.
 * @param goTo opens the tab of the ports, or of InfluxDB
 */
export function liveView(page: Page, goTo: { readonly port: () => void; readonly influx: () => void }): LiveView {
  const { settings, words, ask } = page;
  const texts = words.texts.live;
  const trouble = h('div', { 'aria-live': 'polite' });
  const meters = h('div', { class: 'meters' });
  const mirror = mirrorCard(words, goTo.influx);
  const history = h('div', { class: 'history' });
  const cards = new Map<string, MeterCard>();
  const curve = curveView(page);
  const energy = energyView(page);
  /** The slugs of the meters that the journal has. */
  let slugs: readonly string[] = [];
  /** The slug of the meter whose history is shown. */
  let shown = '';
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
      card.show(meterDisplay(meter, words));
    }
    // Cards that stay are not taken out and put in again, since their button would lose the focus.
    const elements = running.flatMap(({ slug }) => cards.get(slug)?.element ?? []);
    const isSameCount = elements.length === meters.childElementCount;
    if (!isSameCount || elements.some((element, index) => element !== meters.children[index])) {
      setChildren(meters, ...elements);
    }
    if (status) mirror.show(status.mirror, nowMs);
  }

  async function refreshHistory(): Promise<void> {
    const found = await ask('/meters', {}).catch(() => slugs);
    if (found.join() !== slugs.join() || history.childElementCount === 0) {
      slugs = found;
      if (!slugs.includes(shown)) shown = meterToShowFirst();
      const names = Object.fromEntries(slugs.map((slug) => [slug, settingsOf(slug)?.name ?? slug]));
      const choice = slugs.length > 1 && segmentedChoice(words.texts.curve.meter, names, shown, showHistory);
      setChildren(history, choice, curve.element, energy.element);
    }
    await showHistory(shown);
  }

  async function showHistory(slug: string): Promise<void> {
    // Until both charts have arrived, the page still shows those of another meter.
    if (shown !== slug) history.classList.add('is-stale');
    shown = slug;
    await Promise.all([curve.show(slug), energy.show(slug)]);
    if (shown === slug) history.classList.remove('is-stale');
  }

  /** The first meter of the settings that the journal knows; otherwise any that the journal knows, or the settings have. */
  function meterToShowFirst(): string {
    const configured = metersOf(settings.block).map(({ name }) => slugOf(name));
    return configured.find((slug) => slugs.includes(slug)) ?? slugs[0] ?? configured[0] ?? '';
  }

  function settingsOf(slug: string): MeterSettings | undefined {
    return metersOf(settings.block).find(({ name }) => slugOf(name) === slug);
  }

  /** A text that has not changed is left alone, or a screen reader would say it again. */
  function showTrouble(text: string | undefined): void {
    if (trouble.textContent === (text ?? '')) return;
    setChildren(trouble, text !== undefined && h('div', { class: 'card-flat ill' }, text));
  }
}

/** Acts now, and again `ms` after each end, except while the page is in the background. The function that it returns stops it. */
function every(ms: number, act: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  void turn();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };

  async function turn(): Promise<void> {
    if (!document.hidden) await act();
    if (!isOver) timer = setTimeout(turn, ms);
  }
}
