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
  /** Follows the plugin until what is given is called. */
  follow(): () => void;
}

const STATUS_EVERY_MS = 2000;
const CURVES_EVERY_MS = 60_000;

/** What the plugin reads now, how sending goes, and what the journal holds. */
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
  let known: readonly string[] = [];
  let shown = '';
  return {
    element: h('div', { class: 'live' }, trouble, meters, history, mirror.element),
    follow() {
      const stopStatus = every(STATUS_EVERY_MS, refreshStatus);
      const stopCurves = every(CURVES_EVERY_MS, refreshHistory);
      return () => {
        stopStatus();
        stopCurves();
      };
    },
  };

  async function refreshStatus(): Promise<void> {
    const answer = await ask('/status', {}).catch(failureReason);
    if (typeof answer === 'string') return lose(answer);
    showStatus(answer);
  }

  /** What is shown stays, and is marked as old. */
  function lose(why: string): void {
    say(why);
    for (const card of cards.values()) card.lose();
    mirror.element.classList.add('is-stale');
  }

  function showStatus({ status, nowMs }: Protocol['/status']['answers']): void {
    say(status ? undefined : texts.notRunning);
    mirror.element.hidden = !status;
    mirror.element.classList.remove('is-stale');
    const running = status?.meters ?? [];
    for (const slug of cards.keys()) if (!running.some((meter) => meter.slug === slug)) cards.delete(slug);
    for (const meter of running) {
      const card = cards.get(meter.slug) ?? meterCard(words, goTo.port);
      cards.set(meter.slug, card);
      card.show(meterDisplay(meter, words));
    }
    const elements = running.flatMap(({ slug }) => cards.get(slug)?.element ?? []);
    const isShown = elements.length === meters.childElementCount;
    if (!isShown || elements.some((element, at) => element !== meters.children[at])) setChildren(meters, ...elements);
    if (status) mirror.show(status.mirror, nowMs);
  }

  async function refreshHistory(): Promise<void> {
    const slugs = await ask('/meters', {}).catch(() => known);
    if (slugs.join() !== known.join() || history.childElementCount === 0) {
      known = slugs;
      if (!slugs.includes(shown)) shown = firstOf(slugs);
      const names = Object.fromEntries(slugs.map((slug) => [slug, settingsOf(slug)?.name ?? slug]));
      const choice = slugs.length > 1 && segmentedChoice(words.texts.curve.meter, names, shown, showHistory);
      setChildren(history, choice, curve.element, energy.element);
    }
    await showHistory(shown);
  }

  async function showHistory(slug: string): Promise<void> {
    // What is drawn is of another meter until both are there.
    if (shown !== slug) history.classList.add('is-stale');
    shown = slug;
    await Promise.all([curve.show(slug), energy.show(slug)]);
    if (shown === slug) history.classList.remove('is-stale');
  }

  /** The settings' first meter that has a history; or any other, where none has. */
  function firstOf(slugs: readonly string[]): string {
    const set = metersOf(settings.block).map(({ name }) => slugOf(name));
    return set.find((slug) => slugs.includes(slug)) ?? slugs[0] ?? set[0] ?? '';
  }

  function settingsOf(slug: string): MeterSettings | undefined {
    return metersOf(settings.block).find(({ name }) => slugOf(name) === slug);
  }

  function say(says: string | undefined): void {
    if (trouble.textContent === (says ?? '')) return;
    setChildren(trouble, says !== undefined && h('div', { class: 'card-flat ill' }, says));
  }
}

/** Does it now, and again `ms` after it was done, but not while nobody looks. What is given ends it. */
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
