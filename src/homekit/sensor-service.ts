import type { HAP, PlatformAccessory, Service } from 'homebridge';
import type { SensorConfig } from '../config/config.ts';

type Kind = SensorConfig['kind'];
const KINDS: readonly Kind[] = ['occupancy', 'motion', 'contact'];

/** Whether a service belongs to a sensor rather than to a tile. */
export function isSensorService(service: Service, hap: HAP): boolean {
  return KINDS.some((kind) => serviceType(kind, hap).UUID === service.UUID);
}

/** The service of the sensor. A service of another kind that it had before is removed. */
export function sensorService(accessory: PlatformAccessory, { kind, name }: SensorConfig, hap: HAP): Service {
  for (const formerKind of KINDS.filter((some) => some !== kind)) {
    const service = accessory.getService(serviceType(formerKind, hap));
    if (service) accessory.removeService(service);
  }
  const type = serviceType(kind, hap);
  const service = accessory.getService(type) ?? accessory.addService(type, name);
  return service.updateCharacteristic(hap.Characteristic.Name, name);
}

/** The on state is the one that Home can notify of: occupied, motion, and an open contact. */
export function showState(service: Service, kind: Kind, isOn: boolean, { Characteristic }: HAP): void {
  const { OccupancyDetected, MotionDetected, ContactSensorState } = Characteristic;
  switch (kind) {
    case 'occupancy':
      return void service.updateCharacteristic(OccupancyDetected, Number(isOn));
    case 'motion':
      return void service.updateCharacteristic(MotionDetected, isOn);
    case 'contact':
      return void service.updateCharacteristic(ContactSensorState, Number(isOn));
  }
}

function serviceType(kind: Kind, { Service }: HAP): typeof Service.OccupancySensor {
  return { occupancy: Service.OccupancySensor, motion: Service.MotionSensor, contact: Service.ContactSensor }[kind];
}
