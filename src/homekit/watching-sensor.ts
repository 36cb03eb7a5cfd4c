import type { LiveAccessory } from './live-accessory.ts';
import { createSensorSwitch, type SensorOptions, type SensorPlatformAccessory } from './sensor-switch.ts';
import { type DebounceState, debounce, delayLeftMs, type Threshold } from './threshold.ts';

const LOOK_EVERY_MS = 5_000;

/**
 * A sensor that polls its value, since it has to work while its meter is silent.
 * @param value the value to compare with the threshold; it returns undefined while this is unknown. If absent, the sensor is off and
 * inactive.
 */
export function startWatchingSensor(
  accessory: SensorPlatformAccessory,
  options: SensorOptions,
  threshold: Threshold,
  value: (() => number | undefined) | undefined,
): LiveAccessory {
  const { clock } = options;
  const shown = createSensorSwitch(accessory, options);
  let state: DebounceState = { isOn: shown.isOn };
  let cancelLook = () => {};

  // The state may be saved only once Homebridge knows a new accessory, or the accessory is never published.
  if (value) cancelLook = clock.after(0, () => look(value));
  else shown.turn(false);

  function look(valueNow: () => number | undefined) {
    const nowMs = clock.now();
    const now = valueNow();
    shown.showIsLive(now !== undefined);
    state = now === undefined ? { isOn: state.isOn } : debounce(state, now, nowMs, threshold);
    shown.turn(state.isOn);
    const inMs = Math.min(LOOK_EVERY_MS, delayLeftMs(state, nowMs, threshold) ?? LOOK_EVERY_MS);
    cancelLook = clock.after(inMs, () => look(valueNow));
  }

  return {
    take() {},
    stop() {
      cancelLook();
      shown.stop();
    },
  };
}
