import { h, setChildren } from './dom.ts';
import { energyView } from './energy-view.ts';
import { influxView } from './influx-view.ts';
import { liveView } from './live-view.ts';
import { type ConfigBlock, metersOf } from './model/config-block.ts';
import { applyForm } from './model/settings-schema.ts';
import type { Page } from './page.ts';
import { portView } from './port-view.ts';
import type { Settings } from './settings.ts';
import { type TabsView, tabsView } from './tabs-view.ts';

/** The index of each tab. */
export const TABS = { live: 0, energy: 1, port: 2, influx: 3, all: 4 } as const;

/** The page of a plugin that is set up: its tabs. @param selected the index of the first tab to show */
export function dashboard(page: Page, selected: number): TabsView {
  const { settings, words } = page;
  const texts = words.texts.tabs;
  const live = liveView(page, { port: () => tabs.goTo(TABS.port), influx: () => tabs.goTo(TABS.influx) });
  const energy = energyView(page);
  const [ports, influx] = [h('div'), h('div')];
  const tabs = tabsView(
    [
      { title: texts.live, panel: live.element, enter: live.follow },
      { title: texts.energy, panel: energy.element, enter: energy.follow },
      { title: texts.port, panel: ports, enter: () => fill(ports, portViews(page)) },
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

/** The port of each meter; without a meter, that of the first one to be. */
function portViews(page: Page): HTMLElement {
  const { settings, words } = page;
  const texts = words.texts.port;
  const meters = metersOf(settings.block);
  const views = meters.map(({ name }, index) => portView(page, index, texts.legendOf(name)));
  return h('div', {}, ...(views.length > 0 ? views : [portView(page, 0, texts.legend)]));
}

/** The content is made again each time a tab opens, since the settings may have changed in another tab. */
function fill(panel: HTMLElement, content: HTMLElement): () => void {
  setChildren(panel, content);
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
