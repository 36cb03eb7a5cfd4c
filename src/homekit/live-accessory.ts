import type { API, HAP, PlatformAccessory, Service } from 'homebridge';
import type { Sink } from '../reading/reading.ts';

/** An accessory that shows each reading until it is stopped: a tile or a sensor. */
export interface LiveAccessory extends Sink {
  stop(): void;
}

/**
 * Sets the name and the other details of an accessory that Apple Home shows.
 * @param serialNumber derived from the meter's name, as the meter's address is personal
 */
export function setAccessoryInformation(
  accessory: PlatformAccessory,
  { hap }: API,
  name: string,
  serialNumber: string,
): void {
  const { Manufacturer, Model, Name, SerialNumber } = hap.Characteristic;
  accessory.displayName = name;
  accessory
    .getService(hap.Service.AccessoryInformation)
    ?.updateCharacteristic(Name, name)
    .updateCharacteristic(Manufacturer, 'Enedis')
    .updateCharacteristic(Model, 'Linky TIC')
    .updateCharacteristic(SerialNumber, serialNumber);
}

/** Sets StatusActive and StatusFault of a sensor. Both can be read even while its value answers No Response. */
export function showIsLive(
  service: Service,
  { Characteristic: { StatusActive, StatusFault } }: HAP,
  isLive: boolean,
): void {
  service.updateCharacteristic(StatusActive, isLive);
  service.updateCharacteristic(StatusFault, isLive ? StatusFault.NO_FAULT : StatusFault.GENERAL_FAULT);
}
