import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { MeterConfig } from '../config/config.ts';

/** What a meter appears as in Matter. */
export type MatterType = Exclude<MeterConfig['matter'], 'off'>;

/** The settings of a meter that appears in Matter; `matter` is what it is actually registered as. */
export type MatterMeterConfig = MeterConfig & { readonly matter: MatterType };

type DeviceType = MatterAccessory['deviceType'];
/** Matter 1.5 has this device type (0x0514); no Homebridge up to 2.4.0 offers it, and Homebridge's types do not know it. */
type MeterDeviceTypes = MatterAPI['deviceTypes'] & { readonly ElectricalMeter?: DeviceType };

/** The device type of an accessory. If the running Homebridge does not offer it, it is the electrical sensor. */
export function deviceTypeOf(type: MatterType, { deviceTypes }: Pick<MatterAPI, 'deviceTypes'>): DeviceType {
  const { OnOffOutlet, ElectricalSensor, ElectricalMeter = ElectricalSensor }: MeterDeviceTypes = deviceTypes;
  return { outlet: OnOffOutlet, electricalSensor: ElectricalSensor, meter: ElectricalMeter }[type];
}

/** Whether the running Homebridge offers the device type of a meter to plugins. */
export function hasMeterType({ deviceTypes }: Pick<MatterAPI, 'deviceTypes'>): boolean {
  return (deviceTypes as MeterDeviceTypes).ElectricalMeter !== undefined;
}

/** Whether the running Homebridge gives an accessory its own node if a plugin asks for it. In 2.4.0 only comments mention the function. */
export function hasOwnNodes(matter: MatterAPI): boolean {
  return typeof (matter as { readonly publishExternalAccessories?: unknown }).publishExternalAccessories === 'function';
}

/** The type of an accessory that Homebridge restored. With another type it would be a different accessory to Apple Home. */
export function restoredTypeOf(
  { deviceType }: Partial<MatterAccessory>,
  matter: Pick<MatterAPI, 'deviceTypes'>,
): MatterType {
  const types: readonly MatterType[] = ['electricalSensor', 'meter'];
  return types.find((type) => deviceType?.name === deviceTypeOf(type, matter).name) ?? 'outlet';
}

/**
 * The type that a meter with these settings gets. An accessory that is restored as a sensor remains one although the settings say `meter`:
 * it was a sensor because Homebridge had no such type, and when a newer Homebridge has it, the accessory must not lose its room.
 */
export function typeFor(chosen: MatterType, restored: MatterAccessory | undefined, matter: MatterAPI): MatterType {
  if (chosen !== 'meter') return chosen;
  const wasSensor = restored !== undefined && restoredTypeOf(restored, matter) === 'electricalSensor';
  return wasSensor || !hasMeterType(matter) ? 'electricalSensor' : 'meter';
}
