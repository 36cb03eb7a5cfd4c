import { englishHousePage as en } from '../../src/texts/en/house-page.ts';
import { frenchHousePage as fr } from '../../src/texts/fr/house-page.ts';
import { knownLanguage } from '../../src/texts/languages.ts';
import { h, setChildren } from './dom.ts';
import type { EnergyView } from './energy-view.ts';
import { houseRequests } from './house-requests.ts';
import { houseTexts } from './house-texts.ts';
import { whileSeen } from './house-turns.ts';
import { loadAtIdle } from './idle.ts';
import { liveView } from './live-view.ts';
import { pageWordsOf } from './model/page-words.ts';
import type { ShownMeter } from './model/shown-status.ts';
import { troublesOfTab } from './model/trouble-places.ts';
import { keepFocusIn, openPart } from './opened-part.ts';
import type { Page, SetMeters } from './page.ts';
import { PARTS, TEXTS } from './parts.ts';
import { type StatusFeed, statusFeed } from './status-feed.ts';
import { tabsView } from './tabs-view.ts';
import { troublesView } from './troubles-view.ts';

/** The fragment of the address while each tab is open, so that a reloaded page shows the same tab. */
const TAB_NAMES: readonly string[] = ['#live', '#energy'];

/** Shows the page that is open to everybody in the house: *Live* and *Energy*. */
export async function startHousePage(): Promise<void> {
  const language = navigator.languages.map(knownLanguage).find((known) => known !== undefined) ?? 'en';
  const texts = await TEXTS[language].load();
  const words = pageWordsOf(language, houseTexts(texts, { en, fr }[language]), navigator.languages);
  const ask = houseRequests(words, (address, options) => fetch(address, options));
  const status = statusFeed(ask, { turns: whileSeen(document) });
  const page: Page = { words, ask, status, meters: toldMeters(status) };
  reloadForOtherVersion(status);
  const root = h('main', {}, h('h1', {}, document.title), tabsOf(page));
  followLighting(root);
  document.documentElement.lang = language;
  setChildren(document.body, root);
  await status.first;
  loadAtIdle(Object.values(PARTS));
}

function tabsOf(page: Page): HTMLElement {
  const { tabs } = page.words.texts;
  const live = liveView(page);
  const energy = energyPanel(page);
  const selected = Math.max(0, TAB_NAMES.indexOf(location.hash));
  const opened = (index: number, enter: () => () => void) => () => {
    history.replaceState(null, '', TAB_NAMES[index]);
    return enter();
  };
  return tabsView(
    [
      { title: tabs.live, panel: live.element, enter: opened(0, live.follow) },
      { title: tabs.energy, panel: energy.element, enter: opened(1, energy.open) },
    ],
    selected,
  ).element;
}

/** The energy tab, with the troubles at the top. */
function energyPanel({ words, status, ...page }: Page): { readonly element: HTMLElement; open(): () => void } {
  const wrong = troublesView(words);
  const lost = h('div', { 'aria-live': 'polite' });
  const body = h('div');
  let view: EnergyView | undefined;
  /** Stops what is shown; undefined while another tab is open. */
  let leave: (() => void) | undefined;
  status.follow(
    ({ troubles, nowMs }) => {
      wrong.show(troublesOfTab(troubles, 'energy'), nowMs);
      const isBack = lost.childElementCount > 0;
      if (isBack) setChildren(lost);
      if (isBack || PARTS.energy.loaded !== undefined) showLate();
    },
    (reason) => {
      if (reason !== undefined && lost.textContent !== reason)
        setChildren(lost, h('div', { class: 'card-flat ill' }, reason));
    },
  );
  return {
    element: h('div', {}, lost, wrong.element, body),
    open() {
      leave = show();
      return () => {
        leave?.();
        leave = undefined;
      };
    },
  };

  function show(): () => void {
    return openPart(body, PARTS.energy, words, (energyView) => {
      view ??= energyView({ words, status, ...page });
      setChildren(body, view.element);
      return view.follow();
    });
  }

  /** Shows the view if it could not be loaded when the tab was opened: it is loaded now, or has been at idle since. */
  function showLate(): void {
    if (!leave || view) return;
    const end = leave;
    keepFocusIn(body, () => {
      end();
      leave = show();
    });
  }
}

/** The meters in the newest status. */
function toldMeters(status: StatusFeed): SetMeters {
  let meters: readonly ShownMeter[] = [];
  status.follow(({ status: told }) => {
    meters = told?.meters ?? meters;
  });
  return {
    all: () => meters,
    isPriced: (meter) => meters.some(({ slug, isPriced }) => slug === meter && isPriced),
    typedPrices: () => ({}),
  };
}

/** A page that stays open during an update would ask the new version with outdated code. */
function reloadForOtherVersion(status: StatusFeed): void {
  let version: string | undefined;
  status.follow(({ status: told }) => {
    if (told === undefined) return;
    const isOther = version !== undefined && told.version !== version;
    version = told.version;
    // Only once: another call during the reload would restart it, and a slow machine may take longer to answer than the interval of the
    // requests.
    if (isOther) location.reload();
  });
}

/** Light or dark like the device, even if that changes in the evening. */
function followLighting(root: HTMLElement): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const light = () => {
    root.dataset['lighting'] = dark.matches ? 'dark' : 'light';
  };
  dark.addEventListener('change', light);
  light();
}
