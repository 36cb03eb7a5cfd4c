import { slugOf } from '../../src/config/slug.ts';
import type { MeterStatus } from '../../src/status/status.ts';
import { h, setChildren } from './dom.ts';
import { energyView } from './energy-view.ts';
import { influxView } from './influx-view.ts';
import { liveView } from './live-view.ts';
import { type ConfigBlock, metersOf } from './model/config-block.ts';
import { applyForm } from './model/settings-schema.ts';
import { besideProblems, type TroubleTab, troublesOfTab } from './model/trouble-places.ts';
import type { Page } from './page.ts';
import { type PortView, portView } from './port-view.ts';
import type { Settings } from './settings.ts';
import { type TabsView, tabsView } from './tabs-view.ts';
import { troublesView } from './troubles-view.ts';

/** The index of each tab. */
export const TABS = { live: 0, energy: 1, port: 2, influx: 3, all: 4 } as const;

/** The page of a plugin that is set up: its tabs. @param selected the index of the first tab to show */
export function dashboard(page: Page, selected: number): TabsView {
  const { settings, words } = page;
  const texts = words.texts.tabs;
  const live = liveView(page, { port: listenTo, influx: () => tabs.goTo(TABS.influx) });
  const energy = energyView(page);
  const [ports, influx] = [h('div'), h('div')];
  /** By the index of the meter in the settings. */
  let listened: readonly PortView[] = [];
  const tabs = tabsView(
    [
      { title: texts.live, panel: live.element, enter: live.follow },
      { title: texts.energy, panel: panelOf(page, 'energy', energy.element), enter: energy.follow },
      { title: texts.port, panel: panelOf(page, 'port', ports), enter: openPorts },
      { title: texts.influx, panel: panelOf(page, 'influx', influx), enter: () => fill(influx, influxView(page)) },
      {
        title: texts.all,
        panel: panelOf(page, 'all', h('p', { class: 'quiet' }, words.texts.all)),
        enter: () => showForm(settings),
      },
    ],
    selected,
  );
  return tabs;

  function openPorts(): () => void {
    listened = portViews(page);
    return fill(ports, ...listened.map(({ element }) => element));
  }

  /** Opens the tab of the ports, and listens to that of a running meter, which may have another name in the settings by now. */
  function listenTo({ slug, port }: MeterStatus): void {
    tabs.goTo(TABS.port);
    const meters = metersOf(settings.block);
    const named = meters.findIndex(({ name }) => slugOf(name) === slug);
    listened[named < 0 ? meters.findIndex((meter) => meter.port === port) : named]?.listen();
  }
}

/** A panel with what is wrong of what it is about at its top. */
function panelOf({ words, settings, status }: Page, tab: TroubleTab, content: HTMLElement): HTMLElement {
  const wrong = troublesView(words);
  status.follow(({ troubles, nowMs }) =>
    wrong.show(besideProblems(troublesOfTab(troubles, tab), settings.problemPaths), nowMs),
  );
  return h('div', {}, wrong.element, content);
}

/** The port of each meter; without a meter, that of the first one to be. */
function portViews(page: Page): readonly PortView[] {
  const { settings, words } = page;
  const texts = words.texts.port;
  const views = metersOf(settings.block).map(({ name }, index) => portView(page, index, texts.legendOf(name)));
  return views.length > 0 ? views : [portView(page, 0, texts.legend)];
}

/** The content is made again each time a tab opens, since the settings may have changed in another tab. */
function fill(panel: HTMLElement, ...content: readonly HTMLElement[]): () => void {
  setChildren(panel, ...content);
  return () => setChildren(panel);
}

/**
 * Shows Homebridge's own form of every setting below the page, until the function that it returns is called. This is not
 * `showSchemaForm()`, which drops settings that the schema does not have, and fills in every default, as soon as it is shown.
 */
function showForm({ block, schema, edit }: Settings): () => void {
  const form = window.homebridge.createForm(schema, structuredClone(block));
  form.onChange((formed) => edit((before) => applyForm(formed, before, schema.schema) as ConfigBlock));
  return () => form.end();
}
