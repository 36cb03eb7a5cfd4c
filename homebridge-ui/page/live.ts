import { slugOf } from '../../src/config/slug.ts';
import type { Status } from '../../src/status/status.ts';
import type { Protocol } from '../../src/ui/protocol.ts';
import { reasonOf } from './asking.ts';
import { curveView } from './curve.ts';
import { h, put } from './dom.ts';
import { energyView } from './energy.ts';
import { factList } from './facts.ts';
import { button, segments } from './fields.ts';
import { type MeterCard, meterCard } from './meter.ts';
import { type MeterSettings, metersOf } from './model/config.ts';
import { type MirrorView, meterView, mirrorView } from './model/live.ts';
import type { Page } from './page.ts';

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
  const mirror = h('div', { 'aria-live': 'off' });
  const mirrorButton = button('', goTo.influx, 'btn-link');
  const mirrorCard = h(
    'section',
    { class: 'card-flat mirror', hidden: true },
    h('h3', {}, words.texts.mirror.title),
    mirror,
    mirrorButton,
  );
  const history = h('div', { class: 'history' });
  const cards = new Map<string, MeterCard>();
  const curve = curveView(page);
  const energy = energyView(page);
  let known: readonly string[] = [];
  let shown = '';
  return {
    element: h('div', { class: 'live' }, trouble, meters, history, mirrorCard),
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
    const answer = await ask('/status', {}).catch(reasonOf);
    if (typeof answer === 'string') return lose(answer);
    showStatus(answer);
  }

  /** What is shown stays, and is marked as old. */
  function lose(why: string): void {
    say(why);
    for (const card of cards.values()) card.lose();
    mirrorCard.classList.add('is-stale');
  }

  function showStatus({ status, nowMs }: Protocol['/status']['answers']): void {
    say(status ? undefined : texts.notRunning);
    mirrorCard.hidden = !status;
    mirrorCard.classList.remove('is-stale');
    const running = status?.meters ?? [];
    for (const slug of cards.keys()) if (!running.some((meter) => meter.slug === slug)) cards.delete(slug);
    for (const meter of running) {
      const card = cards.get(meter.slug) ?? meterCard(words, goTo.port);
      cards.set(meter.slug, card);
      card.show(meterView(meter, words));
    }
    const elements = running.flatMap(({ slug }) => cards.get(slug)?.element ?? []);
    const isShown = elements.length === meters.childElementCount;
    if (!isShown || elements.some((element, at) => element !== meters.children[at])) put(meters, ...elements);
    if (status) showMirror(status.mirror, nowMs);
  }

  function showMirror(status: Status['mirror'], nowMs: number): void {
    mirrorButton.textContent = status ? words.texts.mirror.test : words.texts.mirror.setUp;
    if (!status) {
      put(mirror, h('p', { class: 'quiet' }, words.texts.mirror.off));
      return;
    }
    const { says, isWell, about, facts, refused, lastError } = mirrorView(status, nowMs, words);
    put(
      mirror,
      h('p', { class: isWell ? 'well' : 'ill' }, h('strong', { class: 'sign' }, says)),
      about !== undefined && h('p', { class: 'quiet' }, about),
      factList(facts),
      ...(refused ? refusedSeries(refused) : []),
      lastError !== undefined && h('p', { class: 'quiet' }, words.texts.mirror.lastError(lastError)),
    );
  }

  function refusedSeries({ series, more, says }: NonNullable<MirrorView['refused']>): readonly HTMLElement[] {
    const lines = series.map(({ name, value }) => h('li', {}, h('strong', {}, name), ` ${value}`));
    return [
      h('h4', {}, words.texts.mirror.refusedSeries),
      h('ul', { class: 'refused' }, ...lines, more !== undefined && h('li', { class: 'quiet' }, more)),
      h('p', { class: 'quiet' }, says),
    ];
  }

  async function refreshHistory(): Promise<void> {
    const slugs = await ask('/meters', {}).catch(() => known);
    if (slugs.join() !== known.join() || history.childElementCount === 0) {
      known = slugs;
      if (!slugs.includes(shown)) shown = firstOf(slugs);
      const names = Object.fromEntries(slugs.map((slug) => [slug, settingsOf(slug)?.name ?? slug]));
      const choice = slugs.length > 1 && segments(words.texts.curve.meter, names, shown, showHistory);
      put(history, choice, curve.element, energy.element);
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
    put(trouble, says !== undefined && h('div', { class: 'card-flat ill' }, says));
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
