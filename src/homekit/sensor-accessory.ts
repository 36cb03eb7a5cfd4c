import { MINUTE_MS } from '../base/paris-time.ts';
import type { ReadingSensor } from '../config/config.ts';
import { isShortReading } from '../reading/reading.ts';
import { createStaleTimer } from '../reading/stale-timer.ts';
import type { LiveAccessory } from './live-accessory.ts';
import { sensedValueOf, thresholdOf } from './sensed-value.ts';
import { createSensorSwitch, type SensorOptions, type SensorPlatformAccessory } from './sensor-switch.ts';
import { startSilenceSensor } from './silence-sensor.ts';
import { type DebounceState, debounce, flipsInMs } from './threshold.ts';
import { noteUntold } from './untold-value.ts';
import { startWatchingSensor } from './watching-sensor.ts';

/**
 * What is said of a sensor whose value a Linky sends in standard mode only, where another meter or mode leaves it neither on nor
 * off. Undefined where the mode makes no difference: the value always comes, or only to a producer, or with some contracts.
 */
const IF_NEVER_SENT: { readonly [W in ReadingSensor['when']]: 'noVoltage' | 'noDryContact' | undefined } = {
  power: undefined,
  current: undefined,
  load: undefined,
  voltage: 'noVoltage',
  injection: undefined,
  surplus: undefined,
  offPeak: undefined,
  tempoRed: undefined,
  tempoWhite: undefined,
  tempoRedTomorrow: undefined,
  tempoWhiteTomorrow: undefined,
  peak: undefined,
  overload: undefined,
  dryContact: 'noDryContact',
};

/** Makes an accessory, new or restored, a sensor. A restored sensor starts with its last state. */
export function startSensor(accessory: SensorPlatformAccessory, options: SensorOptions): LiveAccessory {
  const { sensor } = options;
  switch (sensor.when) {
    case 'silent':
      return startSilenceSensor(accessory, { ...options, sensor });
    case 'mirrorBehind':
      return startWatchingSensor(accessory, options, thresholdOf(sensor), minutesBehind(options));
    case 'trouble':
      return startWatchingSensor(accessory, options, thresholdOf(sensor), options.troubles);
    default:
      return startReadingSensor(accessory, { ...options, sensor });
  }
}

/** The age of the oldest Reading that waits for InfluxDB, in minutes. */
function minutesBehind({ mirrorBehindMs }: SensorOptions): (() => number | undefined) | undefined {
  return (
    mirrorBehindMs &&
    (() => {
      const ms = mirrorBehindMs();
      return ms === undefined ? undefined : ms / MINUTE_MS;
    })
  );
}

/**
 * Debounces the value of each reading, and shows the state. If the value has not arrived for `staleAfter`, the sensor keeps its state,
 * StatusActive is false and StatusFault 1, and a running delay is dropped.
 */
function startReadingSensor(accessory: SensorPlatformAccessory, options: SensorOptions<ReadingSensor>): LiveAccessory {
  const { meter, sensor, clock, log, texts } = options;
  const sentence = IF_NEVER_SENT[sensor.when];
  const noteNeverSent = sentence
    ? noteUntold(
        (reading) => reading.frame.mode === 'standard' || sensedValueOf(sensor, reading) !== undefined,
        () => log.warn(texts[sentence](sensor.name)),
      )
    : () => {};
  const threshold = thresholdOf(sensor);
  const shown = createSensorSwitch(accessory, options);
  const staleTimer = createStaleTimer(meter.staleAfter * 1000, clock, becomeStale);
  let state: DebounceState = { isOn: shown.isOn };
  let cancelFlip = () => {};
  let firstMs: number | undefined;

  function setState(next: DebounceState) {
    state = next;
    shown.turn(state.isOn);
  }

  function becomeStale() {
    cancelFlip();
    state = { isOn: state.isOn };
    shown.showIsLive(false);
  }

  return {
    take(reading) {
      noteNeverSent(reading);
      firstMs ??= reading.monotonicMs;
      const value = sensedValueOf(sensor, reading, reading.monotonicMs - firstMs);
      if (value === undefined) {
        if (isShortReading(reading)) staleTimer.extend();
        return;
      }
      cancelFlip();
      setState(debounce(state, value, reading.monotonicMs, threshold));
      // If the delay ends before the next value, the state flips between two frames.
      const inMs = flipsInMs(state, reading.monotonicMs, threshold);
      if (inMs !== undefined) cancelFlip = clock.after(inMs, () => setState({ isOn: !state.isOn }));
      staleTimer.restart();
      shown.showIsLive(true);
    },
    stop() {
      cancelFlip();
      staleTimer.stop();
      shown.stop();
    },
  };
}
