import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { MeterConfig } from '../config/config.ts';
import { PLUGIN_NAME } from '../settings.ts';
import type { Measurements } from './measurements.ts';

// As strings: the types of Homebridge know only some of the attributes of these clusters.
export const POWER: string = 'electricalPowerMeasurement';
export const ENERGY: string = 'electricalEnergyMeasurement';
export const ON_OFF: string = 'onOff';
export const BRIDGED: string = 'bridgedDeviceBasicInformation';

/** Octets that a name or a number in Matter's BasicInformation may have. */
const MOST_OCTETS = 32;

export function matterUuid({ slug }: MeterConfig, matter: MatterAPI): string {
  return matter.uuid.generate(`${PLUGIN_NAME}:${slug}:matter`);
}

/**
 * What a meter is registered as. An attribute without a value now can have none later either. The serial number is the
 * plugin's own: the meter's address is personal.
 *
 * @param switchedOff called when somebody does that to the outlet, or toggles it
 */
export function accessoryDefinition(
  meter: MeterConfig,
  matter: MatterAPI,
  measured: Measurements,
  switchedOff: () => void,
): MatterAccessory {
  const isOutlet = meter.matter === 'outlet';
  return {
    UUID: matterUuid(meter, matter),
    displayName: fitted(meter.name),
    manufacturer: 'Enedis',
    model: 'Linky TIC',
    serialNumber: serialNumberOf(meter, matter),
    context: {},
    ...shapeOf(isOutlet, measured, matter),
    ...(isOutlet && { handlers: { onOff: { off: switchedOff } } }),
  };
}

function shapeOf(
  isOutlet: boolean,
  { power, energy }: Measurements,
  { deviceTypes: { OnOffOutlet, ElectricalSensor } }: MatterAPI,
): Pick<MatterAccessory, 'deviceType' | 'clusters'> {
  return {
    deviceType: isOutlet ? OnOffOutlet : ElectricalSensor,
    clusters: {
      ...(isOutlet && { [ON_OFF]: { onOff: true } }),
      [POWER]: { ...power },
      ...(Object.keys(energy).length > 0 && { [ENERGY]: { ...energy } }),
    },
  };
}

/** What a device that Homebridge restored is. A device of another type is another one to Apple Home. */
export function restoredTypeOf(
  { deviceType }: Partial<MatterAccessory>,
  { deviceTypes }: MatterAPI,
): 'outlet' | 'electricalSensor' {
  return deviceType?.name === deviceTypes.ElectricalSensor.name ? 'electricalSensor' : 'outlet';
}

/** A device that Homebridge restored, as it is registered to stay what it was: of its type the cache has only the name. */
export function restoredDefinition(restored: MatterAccessory, matter: MatterAPI): MatterAccessory {
  return {
    ...restored,
    ...shapeOf(restoredTypeOf(restored, matter) === 'outlet', declaredMeasurements(restored), matter),
  };
}

/** What a device that Homebridge restored was registered with, as it was last. */
export function declaredMeasurements({ clusters }: MatterAccessory): Measurements {
  return { power: known(POWER_NAMES, clusters?.[POWER]), energy: known(ENERGY_NAMES, clusters?.[ENERGY]) };
}

const POWER_NAMES: readonly (keyof Measurements['power'])[] = ['activePower', 'apparentPower', 'rmsCurrent', 'voltage'];
const ENERGY_NAMES: readonly (keyof Measurements['energy'])[] = [
  'cumulativeEnergyImported',
  'cumulativeEnergyExported',
];

/** Homebridge puts attributes of its own beside ours. Its cache is a file, in which anything may have become null. */
function known(names: readonly string[], attributes?: { readonly [name: string]: unknown } | null): object {
  return Object.fromEntries(names.flatMap((name) => (attributes?.[name] == null ? [] : [[name, attributes[name]]])));
}

/** Of two long names that begin alike each has a number of its own. */
function serialNumberOf(meter: MeterConfig, matter: MatterAPI): string {
  if (meter.slug.length <= MOST_OCTETS) return meter.slug;
  const ending = `-${matterUuid(meter, matter).slice(0, 8)}`;
  return fitted(meter.slug, MOST_OCTETS - ending.length).replace(/-$/, '') + ending;
}

function fitted(text: string, octets = MOST_OCTETS): string {
  let fitting = '';
  for (const character of text) {
    if (Buffer.byteLength(fitting + character) > octets) break;
    fitting += character;
  }
  return fitting.trim();
}
