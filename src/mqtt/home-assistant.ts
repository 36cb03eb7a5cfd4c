import type { HomeAssistantTexts } from '../texts/en/home-assistant.ts';
import { type Component, componentOf, type PhasesName, type ValueName } from './component.ts';
import type { Told } from './told.ts';

// Home Assistant's discovery over MQTT for a device with several values (since 2024.12): one retained message describes the device and all
// its components. The rules are in homeassistant/components/mqtt (discovery.py, schemas.py, sensor.py, binary_sensor.py) and in
// homeassistant/components/sensor/const.py, read at 2026.2.3; `test/mqtt/home-assistant-rules.ts` has them as a table.

/** The topic under which Home Assistant looks for devices. */
export const DISCOVERY = 'homeassistant/device';
/** The prefix of the ids in Home Assistant, which keeps them distinct from those of another program for the same meter. */
const OURS = 'linky_tic';
/**
 * How long the values of a silent meter remain valid beyond its `staleAfter` if nothing revokes them: after a power cut a broker may send
 * out retained values that nobody updates any more. It is longer than the longest wait between two attempts to reach a broker.
 */
const GRACE_S = 90;

interface MeterToTell {
  /** The topic in the settings. */
  readonly topic: string;
  readonly slug: string;
  /** The name of the meter. */
  readonly name: string;
  readonly told: Told;
  /** The version of this package. */
  readonly version: string;
  readonly texts: HomeAssistantTexts;
  /** In seconds. */
  readonly staleAfter: number;
}

/** The topic of the discovery message of a meter. */
export function discoveryTopic(topic: string, slug: string): string {
  return `${DISCOVERY}/${objectId(topic, slug)}/config`;
}

/**
 * The discovery message of a meter, an object for JSON. An empty message instead removes the meter.
 *
 * Home Assistant takes no second message about a component while it is still processing the first: a message that follows shortly after
 * another may be lost until Home Assistant restarts.
 */
export function discoveryMessage({ topic, slug, name, told, version, texts, staleAfter }: MeterToTell): object {
  const id = `${OURS}_${objectId(topic, slug)}`;
  const components = told.components.flatMap((one) => {
    const component = componentOf(one);
    if (!component) return [];
    const common = { unique_id: `${id}_${one}`, expire_after: staleAfter + GRACE_S };
    return [[one, { ...shownAs(component), ...common, name: nameOf(component, told, texts) }]] as const;
  });
  return {
    dev: { ids: [id], name, mf: 'Linky TIC', mdl: texts.model, sw: version },
    o: { name: 'Linky TIC', sw: version },
    cmps: Object.fromEntries([...told.gone.map((one) => [one, { p: platformOf(one) }] as const), ...components]),
    state_topic: `${topic}/${slug}`,
    availability: [{ topic: `${topic}/available` }, { topic: `${topic}/${slug}/available` }],
    availability_mode: 'all',
  };
}

/** A topic may have any characters, but Home Assistant accepts only a few. */
function objectId(topic: string, slug: string): string {
  return `${topic}_${slug}`.replace(/[^A-Za-z0-9_-]/gu, '_');
}

function platformOf(id: string): 'sensor' | 'binary_sensor' {
  return id === 'offPeak' ? 'binary_sensor' : 'sensor';
}

function nameOf(component: Component, { components }: Told, texts: HomeAssistantTexts): string {
  switch (component.kind) {
    case 'value':
      return texts.values[component.name];
    case 'phase': {
      const name = texts.ofPhases[component.name];
      return components.includes(`${component.name}-2`) ? texts.phase(name, component.phase) : name;
    }
    case 'period':
      return texts.energyOfPeriod(component.period);
  }
}

/** The settings that show a component: its platform, class, unit, and the template that finds its value in the JSON of a reading. */
function shownAs(component: Component): object {
  switch (component.kind) {
    case 'value':
      return { ...VALUES[component.name], value_template: found(`value_json.${component.name}`) };
    case 'phase': {
      const list = `(value_json.${component.name} | default([]))`;
      return { ...PHASES[component.name], value_template: found(`${list}[${component.phase - 1}]`) };
    }
    case 'period': {
      const sums = '(value_json.energyByPeriod | default({}))';
      return { ...ENERGY, value_template: `{{ ${sums}.get('${inJinja(component.period)}') }}` };
    }
  }
}

/** An absent value is `None`, which Home Assistant shows as unknown. */
function found(place: string): string {
  return `{{ ${place} | default(none) }}`;
}

/** A text within Jinja quotes, where Python's escape sequences apply. */
function inJinja(text: string): string {
  return text.replace(/[^A-Za-z0-9 ]/gu, (one) => `\\U${one.codePointAt(0)?.toString(16).padStart(8, '0')}`);
}

function measured(unit: string, deviceClass?: string): object {
  const unitAndClass = { unit_of_measurement: unit, device_class: deviceClass };
  return { p: 'sensor', ...unitAndClass, state_class: 'measurement', suggested_display_precision: 0 };
}

const VOLT_AMPERES = measured('VA', 'apparent_power');
const ENERGY = {
  p: 'sensor',
  device_class: 'energy',
  unit_of_measurement: 'kWh',
  state_class: 'total_increasing',
  suggested_display_precision: 1,
};
const COLOUR = { p: 'sensor', device_class: 'enum', options: ['blue', 'white', 'red'], icon: 'mdi:calendar-today' };

const VALUES: { readonly [N in ValueName]: object } = {
  power: measured('W', 'power'),
  apparentPower: VOLT_AMPERES,
  surplus: VOLT_AMPERES,
  // Home Assistant has no device class for a share of the subscribed power.
  load: { ...measured('%'), icon: 'mdi:gauge' },
  energy: ENERGY,
  energyGiven: ENERGY,
  period: { p: 'sensor', icon: 'mdi:clock-outline' },
  // How Jinja prints a boolean of JSON.
  offPeak: { p: 'binary_sensor', payload_on: 'True', payload_off: 'False', icon: 'mdi:clock-check-outline' },
  tempoToday: COLOUR,
  tempoTomorrow: COLOUR,
  // The subscribed power is not a measurement, so it has no statistics.
  subscribedPower: {
    ...{ p: 'sensor', device_class: 'apparent_power', unit_of_measurement: 'VA', suggested_display_precision: 0 },
    entity_category: 'diagnostic',
  },
};

const PHASES: { readonly [N in PhasesName]: object } = {
  currents: measured('A', 'current'),
  voltages: measured('V', 'voltage'),
  powers: VOLT_AMPERES,
};
