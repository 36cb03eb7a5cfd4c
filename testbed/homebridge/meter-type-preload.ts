// Adds Matter's device type of a meter to those that Homebridge offers to plugins: Homebridge 2.4.0 does not offer it, but
// its matter.js has it.
import { isMainThread } from 'node:worker_threads';
import { ElectricalMeterDevice } from '@matter/main/devices/electrical-meter';

const OFFERED = new URL('../../node_modules/homebridge/dist/matter/index.js', import.meta.url).href;

if (isMainThread) {
  const { deviceTypes } = await import(OFFERED);
  deviceTypes.ElectricalMeter = ElectricalMeterDevice;
}
