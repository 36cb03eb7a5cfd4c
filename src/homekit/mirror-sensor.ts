import type { MirrorSensor } from '../config/config.ts';
import { MINUTE_MS } from '../paris-time.ts';
import type { LiveAccessory } from './live-accessory.ts';
import { thresholdOf } from './sensed-value.ts';
import { createSensorSwitch, type SensorOptions, type SensorPlatformAccessory } from './sensor-switch.ts';
import { type DebounceState, debounce, delayLeftMs } from './threshold.ts';

const LOOK_EVERY_MS = 5_000;

/**
 * A sensor that is on while the oldest Reading that waits for InfluxDB is too old. It looks by itself, since it has to work while
 * its meter is silent. Where no InfluxDB is set up, it is off and inactive.
 */
export function startMirrorSensor(
  accessory: SensorPlatformAccessory,
  options: SensorOptions<MirrorSensor>,
): LiveAccessory {
  const { sensor, clock, mirrorBehindMs } = options;
  const threshold = thresholdOf(sensor);
  const shown = createSensorSwitch(accessory, options);
  let state: DebounceState = { isOn: shown.isOn };
  let cancelLook = () => {};

  if (mirrorBehindMs) look(mirrorBehindMs);
  else shown.turn(false);

  function look(behindMs: () => number | undefined) {
    const nowMs = clock.now();
    const ageMs = behindMs();
    shown.showIsLive(ageMs !== undefined);
    state = ageMs === undefined ? { isOn: state.isOn } : debounce(state, ageMs / MINUTE_MS, nowMs, threshold);
    shown.turn(state.isOn);
    const inMs = Math.min(LOOK_EVERY_MS, delayLeftMs(state, nowMs, threshold) ?? LOOK_EVERY_MS);
    cancelLook = clock.after(inMs, () => look(behindMs));
  }

  return {
    take() {},
    stop() {
      cancelLook();
      shown.stop();
    },
  };
}
