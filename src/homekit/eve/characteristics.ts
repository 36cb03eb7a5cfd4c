import type { Characteristic, CharacteristicProps, Formats, HAP, Perms, PlatformAccessory, Service } from 'homebridge';

// hap-nodejs declares these as const enums, which cannot be used with isolated modules.
export const FLOAT = 'float' as Formats;
export const DATA = 'data' as Formats;
export const READ = 'pr' as Perms;
export const WRITE = 'pw' as Perms;
export const NOTIFY = 'ev' as Perms;
export const HIDDEN = 'hd' as Perms;

/** The UUID of one of the services and characteristics that the Eve app defines in addition to Apple's. */
function eveUuid(id: string): string {
  return `E863F${id}-079E-48FF-8F27-9C2605A29F52`;
}

/** Finds one of Eve's services on an accessory, or adds it. Apple Home ignores services that it does not know. */
export function ensureEveService(accessory: PlatformAccessory, name: string, id: string, hap: HAP): Service {
  return findEveService(accessory, id) ?? accessory.addService(new hap.Service(name, eveUuid(id)));
}

export function findEveService(accessory: PlatformAccessory, id: string): Service | undefined {
  return accessory.services.find(({ UUID }) => UUID === eveUuid(id));
}

/** Finds one of Eve's characteristics on a service, or adds it; in both cases with these properties. */
export function ensureEveCharacteristic(
  service: Service,
  name: string,
  id: string,
  props: CharacteristicProps,
  hap: HAP,
): Characteristic {
  return (
    findEveCharacteristic(service, id)?.setProps(props) ??
    service.addCharacteristic(new hap.Characteristic(name, eveUuid(id), props))
  );
}

export function findEveCharacteristic(service: Service, id: string): Characteristic | undefined {
  return service.characteristics.find(({ UUID }) => UUID === eveUuid(id));
}
