import { h, setChildren } from './dom.ts';
import { influxView } from './influx-view.ts';
import { liveView } from './live-view.ts';
import { type ConfigBlock, metersOf } from './model/config-block.ts';
import { applyForm } from './model/settings-schema.ts';
import type { Page } from './page.ts';
import { portView } from './port-view.ts';
import type { Settings } from './settings.ts';
import { type TabsView, tabsView } from './tabs-view.ts';

/** The position of each tab. */
export const TABS = { live: 0, port: 1, influx: 2, all: 3 } as const;

export function dashboard(page: Page, selected: number): TabsView {
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
  setChildren(panel, content);
  return () => setChildren(panel);
}

/**
 * Shows Homebridge's own form of every setting below the page, until what is given is called. Not `showSchemaForm()`:
 * that one drops from the settings whatever it does not know, and fills in every default, as soon as it is shown.
 */
export function showForm({ block, schema, edit }: Settings): () => void {
  const form = window.homebridge.createForm(schema, structuredClone(block));
  form.onChange((formed) => edit((before) => applyForm(formed, before, schema.schema) as ConfigBlock));
  return () => form.end();
}
