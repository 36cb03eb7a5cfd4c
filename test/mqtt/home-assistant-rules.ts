/**
 * The rules of Home Assistant for a message that tells a device with several values over MQTT, as a table, and what breaks them. They are
 * those of its release 2026.2.3: `components/mqtt/` with `discovery.py` (`TOPIC_MATCHER`), `schemas.py` (`DEVICE_DISCOVERY_SCHEMA`),
 * `sensor.py` and `binary_sensor.py` (`DISCOVERY_SCHEMA`), `components/sensor/const.py` (`DEVICE_CLASS_UNITS`, `DEVICE_CLASS_STATE_CLASSES`)
 * and `components/sensor/__init__.py` (what makes a state fail or warn).
 *
 * They are stricter than those in two ways: a field that Home Assistant would silently leave out is a fault, and so is one that it knows but
 * that has no effect here.
 */

/** What Home Assistant takes of a class of sensors: its units, and its state classes. */
const SENSOR_CLASSES: {
  readonly [name: string]: { readonly units: readonly unknown[]; readonly states: readonly string[] };
} = {
  apparent_power: { units: ['mVA', 'VA', 'kVA'], states: ['measurement'] },
  current: { units: ['mA', 'A'], states: ['measurement'] },
  energy: {
    units: ['J', 'kJ', 'MJ', 'GJ', 'mWh', 'Wh', 'kWh', 'MWh', 'GWh', 'TWh', 'cal', 'kcal', 'Mcal', 'Gcal'],
    states: ['total', 'total_increasing'],
  },
  enum: { units: [undefined], states: [] },
  power: { units: ['mW', 'W', 'kW', 'MW', 'GW', 'TW'], states: ['measurement'] },
  power_factor: { units: ['%', undefined], states: ['measurement'] },
  voltage: { units: ['μV', 'mV', 'V', 'kV', 'MV'], states: ['measurement'] },
};
const STATE_CLASSES = ['measurement', 'measurement_angle', 'total', 'total_increasing'];

type Fields = { readonly [name: string]: unknown };
/** Says what is wrong with a value; undefined where it is right. */
type Rule = (value: unknown) => string | undefined;

const text: Rule = (value) => (typeof value === 'string' ? undefined : 'is no text');
const wholeNumber: Rule = (value) => (Number.isInteger(value) && Number(value) >= 0 ? undefined : 'is no whole number');
const template: Rule = (value) => (/^{{ .+ }}$/.test(String(value)) ? undefined : 'is no template');
const icon: Rule = (value) => (/^mdi:[a-z-]+$/.test(String(value)) ? undefined : 'is no icon');
const oneOf =
  (...known: readonly unknown[]): Rule =>
  (value) =>
    known.includes(value) ? undefined : `is none of ${known.join(', ')}`;
const list =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) && value.length > 0 ? value.map(rule).find((one) => one) : 'is no list, or empty';
/** `valid_topic` and `valid_publish_topic` of `util.py`. */
const topic: Rule = (value) => {
  if (typeof value !== 'string' || value === '' || Buffer.byteLength(value) > 65_535) return 'is no topic';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about control characters.
  return /[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef+#]/.test(value) ? 'has a character that no topic may have' : undefined;
};

const OPTIONAL = { isOptional: true } as const;
type FieldRule = Rule | { readonly isOptional: true; readonly rule: Rule };
const optional = (rule: Rule): FieldRule => ({ ...OPTIONAL, rule });

/** The fields of an entity of any platform. Home Assistant calls a unique id optional, but not for a device's component. */
const ENTITY = {
  name: text,
  unique_id: text,
  value_template: template,
  expire_after: optional(wholeNumber),
  icon: optional(icon),
  // `config` is for what can be set: a sensor that has it does not start.
  entity_category: optional(oneOf('diagnostic')),
  enabled_by_default: optional(oneOf(true, false)),
  default_entity_id: optional(text),
};
const PLATFORMS: { readonly [name: string]: { readonly [field: string]: FieldRule } } = {
  sensor: {
    ...ENTITY,
    p: oneOf('sensor'),
    device_class: optional(oneOf(...Object.keys(SENSOR_CLASSES))),
    state_class: optional(oneOf(...STATE_CLASSES)),
    unit_of_measurement: optional(text),
    suggested_display_precision: optional(wholeNumber),
    options: optional(list(text)),
  },
  binary_sensor: { ...ENTITY, p: oneOf('binary_sensor'), payload_on: optional(text), payload_off: optional(text) },
};
const DEVICE = { ids: list(text), name: text, mf: optional(text), mdl: optional(text), sw: optional(text) };
const ORIGIN = { name: text, sw: optional(text) };
const MESSAGE = {
  ...{ dev: fields(DEVICE), o: fields(ORIGIN), cmps: components, state_topic: topic },
  availability: list(fields({ topic })),
  // With the mode that is the default, `latest`, a meter would be there as soon as the plugin is.
  availability_mode: oneOf('all'),
};

/** What is wrong with the topic of a message. */
export function topicFaults(written: string): readonly string[] {
  // `TOPIC_MATCHER`, behind the prefix.
  return /^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/.test(written) ? [] : [`${written}: is no topic of a device`];
}

/** What is wrong with a message, which is parsed JSON. */
export function messageFaults(message: unknown): readonly string[] {
  const fault = fields(MESSAGE)(message);
  return fault === undefined ? [] : fault.split('\n');
}

/** Each of these fields and no other one. */
function fields(known: { readonly [field: string]: FieldRule }): Rule {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no object';
    const given = value as Fields;
    const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
    const wrong = Object.entries(known).flatMap(([name, rule]) => {
      if (given[name] === undefined) return typeof rule === 'function' ? [`${name}: is missing`] : [];
      const fault = (typeof rule === 'function' ? rule : rule.rule)(given[name]);
      return fault === undefined ? [] : fault.split('\n').map((one) => `${name}: ${one}`);
    });
    return lines([...unknown.map((name) => `${name}: is not known`), ...wrong]);
  };
}

/** `_COMPONENT_CONFIG_SCHEMA`, and that no unique id is given twice. */
function components(value: unknown): string | undefined {
  const given = Object.entries((value ?? {}) as { readonly [id: string]: Fields });
  const ids = given.flatMap(([, one]) => (one['unique_id'] === undefined ? [] : [one['unique_id']]));
  const twice = ids.filter((id, at) => ids.indexOf(id) < at);
  return lines([
    ...twice.map((id) => `unique_id: ${id} stands twice`),
    // A blank within the key makes Home Assistant lose the component when it takes the device away (`_generate_device_config`).
    ...given.filter(([id]) => !/^[a-zA-Z0-9_-]+$/.test(id)).map(([id]) => `${id}: is no key`),
    ...given.flatMap(([id, one]) => componentFaults(one).map((fault) => `${id}: ${fault}`)),
  ]);
}

function componentFaults(component: Fields): readonly string[] {
  const known = PLATFORMS[String(component['p'])];
  if (!known) return ['p: is no platform'];
  // The platform alone takes the component away.
  if (Object.keys(component).length === 1) return [];
  const fault = fields(known)(component);
  return [...(fault === undefined ? [] : fault.split('\n')), ...classFaults(component)];
}

/** `validate_sensor_state_and_device_class_config` of `sensor.py`, and `SensorEntity.state`. */
function classFaults(component: Fields): readonly string[] {
  const { device_class: named, unit_of_measurement: unit, state_class: state, options } = component;
  const found = SENSOR_CLASSES[String(named)];
  return [
    ...(found && !found.units.includes(unit) ? [`unit_of_measurement: ${unit} is none of ${named}`] : []),
    ...(found && state !== undefined && !found.states.includes(String(state))
      ? [`state_class: ${state} is none of ${named}`]
      : []),
    ...(state === 'measurement_angle' && unit !== '°' ? ['unit_of_measurement: is none of an angle'] : []),
    ...(options !== undefined && named !== 'enum' ? ['options: are for an enum'] : []),
    ...(options !== undefined && (state !== undefined || unit !== undefined)
      ? ['options: have no unit or state class']
      : []),
    ...(named === 'enum' && options === undefined ? ['options: are missing'] : []),
  ];
}

function lines(faults: readonly string[]): string | undefined {
  return faults.length === 0 ? undefined : faults.join('\n');
}
