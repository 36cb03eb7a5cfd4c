import type { MatterAccessory, MatterAPI } from 'homebridge';
import { PLUGIN_NAME } from '../base/plugin-names.ts';
import type { MeterConfig } from '../config/config.ts';
import { deviceTypeOf, type MatterMeterConfig, type MatterType, restoredTypeOf } from './accessory-type.ts';
import type { Measurements } from './measurements.ts';

// Typed as strings, since Homebridge's own types know only some of the attributes of these clusters.
export const POWER: string = 'electricalPowerMeasurement';
export const ENERGY: string = 'electricalEnergyMeasurement';
export const ON_OFF: string = 'onOff';
export const BRIDGED: string = 'bridgedDeviceBasicInformation';

/** How many bytes of UTF-8 Matter's BasicInformation allows for a name or a serial number. */
const MAX_BYTES = 32;

export function matterUuid({ slug }: MeterConfig, matter: MatterAPI): string {
  return matter.uuid.generate(`${PLUGIN_NAME}:${slug}:matter`);
}

/**
 * The definition with which a meter is registered in Matter. An attribute that has no value in `measured` can never get one later, except
 * the active power: Matter requires it, and null means unknown. The serial number is derived from the meter's name, as the meter's address
 * is personal.
 * @param onSwitchedOff called when somebody switches the outlet off, or toggles it
 */
export function accessoryDefinition(
  meter: MatterMeterConfig,
  matter: MatterAPI,
  measured: Measurements,
  onSwitchedOff: () => void,
): MatterAccessory {
  return {
    UUID: matterUuid(meter, matter),
    displayName: shortened(meter.name),
    manufacturer: 'Enedis',
    model: 'Linky TIC',
    serialNumber: serialNumberOf(meter, matter),
    context: {},
    ...typeAndClusters(meter.matter, measured, matter),
    ...(meter.matter === 'outlet' && { handlers: { onOff: { off: onSwitchedOff } } }),
  };
}

function typeAndClusters(
  type: MatterType,
  { power, energy }: Measurements,
  matter: MatterAPI,
): Pick<MatterAccessory, 'deviceType' | 'clusters'> {
  return {
    deviceType: deviceTypeOf(type, matter),
    clusters: {
      ...(type === 'outlet' && { [ON_OFF]: { onOff: true } }),
      [POWER]: { activePower: null, ...power },
      ...(Object.keys(energy).length > 0 && { [ENERGY]: { ...energy } }),
    },
  };
}

/** The definition with which a restored accessory is registered unchanged. The cache holds only the name of its type. */
export function restoredDefinition(restored: MatterAccessory, matter: MatterAPI): MatterAccessory {
  return { ...restored, ...typeAndClusters(restoredTypeOf(restored, matter), declaredMeasurements(restored), matter) };
}

/** The attributes that a restored accessory was registered with, with their last values. */
export function declaredMeasurements({ clusters }: MatterAccessory): Measurements {
  return {
    power: ownAttributes(POWER_NAMES, clusters?.[POWER]),
    energy: ownAttributes(ENERGY_NAMES, clusters?.[ENERGY]),
  };
}

const POWER_NAMES: readonly (keyof Measurements['power'])[] = ['activePower', 'apparentPower', 'rmsCurrent', 'voltage'];
const ENERGY_NAMES: readonly (keyof Measurements['energy'])[] = [
  'cumulativeEnergyImported',
  'cumulativeEnergyExported',
];

/** Leaves out what Homebridge added, and null: the cache is a file, in which any value may have become null. */
function ownAttributes(names: readonly string[], attributes?: { readonly [name: string]: unknown } | null): object {
  return Object.fromEntries(names.flatMap((name) => (attributes?.[name] == null ? [] : [[name, attributes[name]]])));
}

/** A slug that is too long is cut and gets a part of the UUID, so that two slugs with the same beginning differ. */
function serialNumberOf(meter: MeterConfig, matter: MatterAPI): string {
  if (meter.slug.length <= MAX_BYTES) return meter.slug;
  const ending = `-${matterUuid(meter, matter).slice(0, 8)}`;
  return shortened(meter.slug, MAX_BYTES - ending.length).replace(/-$/, '') + ending;
}

function shortened(text: string, maxBytes = MAX_BYTES): string {
  let fitting = '';
  for (const character of text) {
    if (Buffer.byteLength(fitting + character) > maxBytes) break;
    fitting += character;
  }
  return fitting.trim();
}
