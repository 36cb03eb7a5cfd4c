import type { PageTexts } from '../../src/texts/en/page.ts';
import { englishPageStart as en } from '../../src/texts/en/page-start.ts';
import { frenchPageStart as fr } from '../../src/texts/fr/page-start.ts';
import { type Language, languageFor } from '../../src/texts/languages.ts';
import { failureReason } from './ask.ts';
import { dashboard, TABS } from './dashboard.ts';
import { h, setChildren } from './dom.ts';
import { loadAtIdle } from './idle.ts';
import { isSetUp } from './model/config-block.ts';
import { pageWordsOf } from './model/page-words.ts';
import type { ShownStatus } from './model/shown-status.ts';
import { besideProblems } from './model/trouble-places.ts';
import { openPart } from './opened-part.ts';
import { TEXTS } from './parts.ts';
import { problemsView } from './problems-view.ts';
import { serverRequests } from './server-requests.ts';
import { openPluginSettings } from './settings.ts';
import { editedMeters, everyTwoSeconds, type SettingsPage } from './settings-page.ts';
import { SETTINGS_PARTS } from './settings-parts.ts';
import { statusFeed } from './status-feed.ts';

const TEXTS_AT_START = { en, fr };
const { homebridge } = window;
/** The language that Homebridge UI will report once it has prepared the page. The texts are loaded meanwhile. */
const expected = languageFor(homebridge.serverEnv?.env?.lang ?? navigator.language);
TEXTS[expected].load().catch(() => {});
homebridge.addEventListener('ready', () => void start().catch(giveUp));

async function start(): Promise<void> {
  const [code, lighting] = await Promise.all([homebridge.i18nCurrentLang(), homebridge.userCurrentLightingMode()]);
  const language = languageFor(code);
  const words = pageWordsOf(language, await textsIn(language), navigator.languages);
  const root = h('main', { lang: language });
  root.dataset['lighting'] = lighting;
  const problems = problemsView(words);
  const ask = serverRequests(words, homebridge);
  const settings = await openPluginSettings(homebridge, ask, words, problems.show);
  const shown = (answer: ShownStatus): ShownStatus => ({
    ...answer,
    troubles: besideProblems(answer.troubles, settings.problemPaths),
  });
  const status = statusFeed(ask, { turns: everyTwoSeconds, shown });
  const page: SettingsPage = { words, settings, ask, status, meters: editedMeters(settings) };
  settings.onProblems(page.status.again);
  const body = h('div');
  setChildren(root, problems.element, body);
  document.body.append(root);
  applyThemeColour(root, lighting === 'dark');
  if (isSetUp(settings.block)) {
    setChildren(body, dashboard(page, TABS.live).element);
    // Nothing else is requested before the first values.
    await page.status.first;
  } else {
    const labels = await homebridge.i18nGetTranslation();
    openPart(body, SETTINGS_PARTS.guide, words, ({ guideView, ...views }) => {
      setChildren(body, guideView(page, views, labels['form.button_save'] ?? 'Save', showAll));
      return () => setChildren(body);
    });
  }
  void settings.check();
  loadAtIdle(Object.values(SETTINGS_PARTS));

  function showAll(): void {
    const tabs = dashboard(page, TABS.all);
    setChildren(body, tabs.element);
    tabs.goTo(TABS.all);
  }
}

/** Texts that could not be loaded before are requested once more. */
function textsIn(language: Language): Promise<PageTexts> {
  return TEXTS[language].load().catch(() => TEXTS[language].load());
}

/** If the page cannot start, the user gets Homebridge's own form instead. */
function giveUp(error: unknown): void {
  document.querySelector('main')?.remove();
  document.body.append(
    h('p', { role: 'alert', lang: expected }, TEXTS_AT_START[expected].broken(failureReason(error))),
  );
  homebridge.showSchemaForm();
}

/** Gives the page and its charts the colour of Homebridge's buttons; a brighter one on a dark background. */
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

/** A colour `rgb(r, g, b)`, blended halfway to white. */
function brighter(colour: string): string {
  return colour.replace(/[\d.]+/g, (part) => String(Math.round((Number(part) + 255) / 2)));
}
