import type { SilenceSensor } from '../config/config.ts';
import { createStaleTimer } from '../reading/stale-timer.ts';
import type { LiveAccessory } from './live-accessory.ts';
import { createSensorSwitch, type SensorOptions, type SensorPlatformAccessory } from './sensor-switch.ts';

/**
 * A sensor that is on while its meter is silent: it turns on when nothing has come from the meter for `staleAfter` seconds and then for
 * another `delayOn` seconds. It turns off when readings, of any kind, have come for `delayOff` seconds. After a start, the silence counts
 * from the start, so a meter that never answers turns it on. Its state is always known, so it is never inactive.
 */
export function startSilenceSensor(
  accessory: SensorPlatformAccessory,
  options: SensorOptions<SilenceSensor>,
): LiveAccessory {
  const { meter, sensor, clock } = options;
  const shown = createSensorSwitch(accessory, options);
  const silence = createStaleTimer(meter.staleAfter * 1000, clock, becomeSilent);
  let cancelDelay = () => {};
  /** The time of the first reading since the start, or since the last silence. */
  let heardSinceMs: number | undefined;

  shown.showIsLive(true);
  silence.restart();

  function becomeSilent() {
    heardSinceMs = undefined;
    if (!shown.isOn) cancelDelay = clock.after(sensor.delayOn * 1000, () => shown.turn(true));
  }

  return {
    take({ monotonicMs }) {
      cancelDelay();
      silence.restart();
      heardSinceMs ??= monotonicMs;
      if (monotonicMs - heardSinceMs >= sensor.delayOff * 1000) shown.turn(false);
    },
    stop() {
      cancelDelay();
      silence.stop();
      shown.stop();
    },
  };
}
