import { askIn, reasonOf } from './asking.ts';
import { h, put } from './dom.ts';
import { showForm } from './form.ts';
import { guideView } from './guide.ts';
import { influxView } from './influx.ts';
import { liveView } from './live.ts';
import { isSetUp, metersOf } from './model/config.ts';
import { languageOf, wordsIn } from './model/words.ts';
import type { Page } from './page.ts';
import { portView } from './port.ts';
import { problemsView } from './problems.ts';
import { openSettings } from './settings.ts';
import { type Tabs, tabsView } from './tabs.ts';

const TABS = { live: 0, port: 1, influx: 2, all: 3 } as const;

window.homebridge.addEventListener('ready', () => void start().catch(giveUp));

async function start(): Promise<void> {
  const { homebridge } = window;
  const language = languageOf(await homebridge.i18nCurrentLang());
  const words = wordsIn(language, navigator.languages);
  const root = h('main', { lang: language });
  const lighting = await homebridge.userCurrentLightingMode();
  root.dataset['lighting'] = lighting;
  const problems = problemsView(words);
  const ask = askIn(words, homebridge);
  const settings = await openSettings(homebridge, ask, words, problems.show);
  const page: Page = { words, settings, ask };
  const body = h('div');
  put(root, body, problems.element);
  document.body.append(root);
  paint(root, lighting === 'dark');
  if (isSetUp(settings.block)) put(body, dashboard(page, TABS.live).element);
  else {
    const labels = await homebridge.i18nGetTranslation();
    put(body, guideView(page, labels['form.button_save'] ?? 'Save', showAll));
  }

  function showAll(): void {
    const tabs = dashboard(page, TABS.all);
    put(body, tabs.element);
    tabs.goTo(TABS.all);
  }
}

/** Without this page there is still Homebridge's own form. */
function giveUp(error: unknown): void {
  const language = languageOf(navigator.language);
  const { texts } = wordsIn(language, navigator.languages);
  document.querySelector('main')?.remove();
  document.body.append(h('p', { role: 'alert', lang: language }, texts.broken(reasonOf(error))));
  window.homebridge.showSchemaForm();
}

function dashboard(page: Page, selected: number): Tabs {
  const { settings, words } = page;
  const texts = words.texts.tabs;
  const live = liveView(page, { port: () => tabs.goTo(TABS.port), influx: () => tabs.goTo(TABS.influx) });
  const [ports, influx] = [h('div'), h('div')];
  const tabs = tabsView(
    [
      { title: texts.live, panel: live.element, enter: live.follow },
      { title: texts.port, panel: ports, enter: () => fill(ports, portsOf(page)) },
      { title: texts.influx, panel: influx, enter: () => fill(influx, influxView(page)) },
      {
        title: texts.all,
        panel: h('div', {}, h('p', { class: 'quiet' }, words.texts.all)),
        enter: () => showForm(settings),
      },
    ],
    selected,
  );
  return tabs;
}

function portsOf(page: Page): HTMLElement {
  const { settings, words } = page;
  const texts = words.texts.port;
  const meters = metersOf(settings.block);
  const views = meters.map(({ name }, index) => portView(page, index, texts.legendOf(name)));
  return h('div', {}, ...(views.length > 0 ? views : [portView(page, 0, texts.legend)]));
}

/** Made anew each time, as the settings may have changed elsewhere. */
function fill(panel: HTMLElement, content: HTMLElement): () => void {
  put(panel, content);
  return () => put(panel);
}

/** The household's own colour for Homebridge, for the charts too: brighter where it is drawn on something dark. */
function paint(root: HTMLElement, isDark: boolean): void {
  const probe = h('button', { class: 'btn btn-primary', hidden: true });
  root.append(probe);
  const colour = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const accent = isDark ? brighter(colour) : colour;
  root.style.setProperty('--button', colour);
  root.style.setProperty('--accent', accent);
  root.style.setProperty('--band', accent.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.25)'));
}

/** `rgb(r, g, b)`, half the way to white. */
function brighter(colour: string): string {
  return colour.replace(/[\d.]+/g, (part) => String(Math.round((Number(part) + 255) / 2)));
}
