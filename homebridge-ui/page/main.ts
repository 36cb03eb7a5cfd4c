import { languageFor } from '../../src/texts/languages.ts';
import { dashboard, TABS } from './dashboard.ts';
import { h, setChildren } from './dom.ts';
import { guideView } from './guide-view.ts';
import { isSetUp } from './model/config-block.ts';
import { pageWordsIn } from './model/page-words.ts';
import type { Page } from './page.ts';
import { problemsView } from './problems-view.ts';
import { failureReason, serverRequests } from './server-requests.ts';
import { openPluginSettings } from './settings.ts';
import { statusFeed } from './status-feed.ts';

window.homebridge.addEventListener('ready', () => void start().catch(giveUp));

async function start(): Promise<void> {
  const { homebridge } = window;
  const language = languageFor(await homebridge.i18nCurrentLang());
  const words = pageWordsIn(language, navigator.languages);
  const root = h('main', { lang: language });
  const lighting = await homebridge.userCurrentLightingMode();
  root.dataset['lighting'] = lighting;
  const problems = problemsView(words);
  const ask = serverRequests(words, homebridge);
  const settings = await openPluginSettings(homebridge, ask, words, problems.show);
  const page: Page = { words, settings, ask, status: statusFeed(ask) };
  const body = h('div');
  setChildren(root, problems.element, body);
  document.body.append(root);
  applyThemeColour(root, lighting === 'dark');
  if (isSetUp(settings.block)) setChildren(body, dashboard(page, TABS.live).element);
  else {
    const labels = await homebridge.i18nGetTranslation();
    setChildren(body, guideView(page, labels['form.button_save'] ?? 'Save', showAll));
  }

  function showAll(): void {
    const tabs = dashboard(page, TABS.all);
    setChildren(body, tabs.element);
    tabs.goTo(TABS.all);
  }
}

/** When the page cannot start, the user gets Homebridge's own form instead. */
function giveUp(error: unknown): void {
  const language = languageFor(navigator.language);
  const { texts } = pageWordsIn(language, navigator.languages);
  document.querySelector('main')?.remove();
  document.body.append(h('p', { role: 'alert', lang: language }, texts.broken(failureReason(error))));
  window.homebridge.showSchemaForm();
}

/** Gives the page, and its charts, the colour that Homebridge's buttons have; a brighter one on a dark background. */
function applyThemeColour(root: HTMLElement, isDark: boolean): void {
  const probe = h('button', { class: 'btn btn-primary', hidden: true });
  root.append(probe);
  const colour = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const accent = isDark ? brighter(colour) : colour;
  root.style.setProperty('--button', colour);
  root.style.setProperty('--accent', accent);
  root.style.setProperty('--band', accent.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.25)'));
}

/** A colour `rgb(r, g, b)` half way to white. */
function brighter(colour: string): string {
  return colour.replace(/[\d.]+/g, (part) => String(Math.round((Number(part) + 255) / 2)));
}
