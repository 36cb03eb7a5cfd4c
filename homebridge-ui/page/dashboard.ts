import { slugOf } from '../../src/config/slug.ts';
import { h, setChildren } from './dom.ts';
import type { EnergyView } from './energy-view.ts';
import { liveParts } from './live-parts.ts';
import { liveView } from './live-view.ts';
import { type ConfigBlock, metersOf } from './model/config-block.ts';
import { applyForm } from './model/settings-schema.ts';
import type { ShownMeter } from './model/shown-status.ts';
import { type TroubleTab, troublesOfTab } from './model/trouble-places.ts';
import { openPart } from './opened-part.ts';
import type { PortView, portView } from './port-view.ts';
import type { Settings } from './settings.ts';
import type { SettingsPage } from './settings-page.ts';
import { SETTINGS_PARTS } from './settings-parts.ts';
import { type TabsView, tabsView } from './tabs-view.ts';
import { troublesView } from './troubles-view.ts';

/** The index of each tab. */
export const TABS = { live: 0, energy: 1, port: 2, influx: 3, all: 4 } as const;

/**
 * The page of a plugin that is set up: its tabs.
 * @param selected the index of the first tab to show
 */
export function dashboard(page: SettingsPage, selected: number): TabsView {
  const { settings, words } = page;
  const texts = words.texts.tabs;
  const live = liveView(page, liveParts(words, { port: listenTo, influx: () => tabs.goTo(TABS.influx) }));
  const [mqtt, house, energy, ports, influx] = [h('div'), h('div'), h('div'), h('div'), h('div')];
  const { page: housePage, mqtt: broker } = settings.block;
  let energyShown: EnergyView | undefined;
  /** The running meter whose port is to be listened to. */
  let wanted: ShownMeter | undefined;
  const tabs = tabsView(
    [
      { title: texts.live, panel: h('div', {}, live.element, mqtt, house), enter: openLive },
      { title: texts.energy, panel: panelOf(page, 'energy', energy), enter: openEnergy },
      { title: texts.port, panel: panelOf(page, 'port', ports), enter: openPorts },
      { title: texts.influx, panel: panelOf(page, 'influx', influx), enter: openInflux },
      {
        title: texts.all,
        panel: panelOf(page, 'all', h('p', { class: 'quiet' }, words.texts.all)),
        enter: () => showForm(settings),
      },
    ],
    selected,
  );
  return tabs;

  function openLive(): () => void {
    const leave = [
      live.follow(),
      openPart(mqtt, SETTINGS_PARTS.servers, words, ({ mqttCard }) => fill(mqtt, mqttCard(page, broker))),
      openPart(house, SETTINGS_PARTS.house, words, (houseCard) => fill(house, houseCard(page, housePage))),
    ];
    return () => {
      for (const end of leave) end();
    };
  }

  function openEnergy(): () => void {
    return openPart(energy, SETTINGS_PARTS.energy, words, ({ energyView, energyForms }) => {
      if (!energyShown) {
        energyShown = energyView(page, (actions) => energyForms(page, actions));
        setChildren(energy, energyShown.element);
      }
      return energyShown.follow();
    });
  }

  function openPorts(): () => void {
    const leave = openPart(ports, SETTINGS_PARTS.port, words, (view) => {
      const listened = portViews(page, view);
      // Only after this turn, so that the focus goes to the listen button after it has gone to the tab.
      void Promise.resolve().then(() => listenToWanted(listened));
      return fill(ports, ...listened.map(({ element }) => element));
    });
    return () => {
      wanted = undefined;
      leave();
    };
  }

  function openInflux(): () => void {
    return openPart(influx, SETTINGS_PARTS.servers, words, ({ influxView }) => fill(influx, influxView(page)));
  }

  /** Opens the tab of the ports, and listens to the port of a running meter. */
  function listenTo(meter: ShownMeter): void {
    wanted = meter;
    tabs.goTo(TABS.port);
  }

  /**
   * The meter may have been renamed in the settings since.
   * @param listened by the index of the meter in the settings
   */
  function listenToWanted(listened: readonly PortView[]): void {
    if (!wanted) return;
    const { slug, port } = wanted;
    wanted = undefined;
    const meters = metersOf(settings.block);
    const named = meters.findIndex(({ name }) => slugOf(name) === slug);
    listened[named < 0 ? meters.findIndex((meter) => meter.port === port) : named]?.listen();
  }
}

/** A panel with the troubles concerning its subject at the top. */
function panelOf({ words, status }: SettingsPage, tab: TroubleTab, content: HTMLElement): HTMLElement {
  const wrong = troublesView(words);
  status.follow(({ troubles, nowMs }) => wrong.show(troublesOfTab(troubles, tab), nowMs));
  return h('div', {}, wrong.element, content);
}

/** The view of each meter's port or, without a meter, that of the future first one. */
function portViews(page: SettingsPage, view: typeof portView): readonly PortView[] {
  const { settings, words } = page;
  const texts = words.texts.port;
  const views = metersOf(settings.block).map(({ name }, index) => view(page, index, texts.legendOf(name)));
  return views.length > 0 ? views : [view(page, 0, texts.legend)];
}

/** The content is built again each time a tab is opened, since the settings may have changed in another tab. */
function fill(panel: HTMLElement, ...content: readonly HTMLElement[]): () => void {
  setChildren(panel, ...content);
  return () => setChildren(panel);
}

/**
 * Shows Homebridge's own form for every setting below the page, until the returned function is called. It does not use `showSchemaForm()`,
 * which, as soon as it is shown, drops settings that are not in the schema and fills in every default.
 */
function showForm({ block, schema, edit }: Settings): () => void {
  const form = window.homebridge.createForm(schema, structuredClone(block));
  form.onChange((formed) => edit((before) => applyForm(formed, before, schema.schema) as ConfigBlock));
  return () => form.end();
}
