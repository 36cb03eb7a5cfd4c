import type { Characteristic, HAP, HAPStatus, Service } from 'homebridge';
import type { Clock } from '../base/clock.ts';
import { createStaleTimer } from '../reading/stale-timer.ts';
import { showIsLive } from './live-accessory.ts';
import { TILE_RANGE } from './tile-value.ts';

// hap-nodejs declares its statuses as a const enum, which cannot be used with isolated modules.
const SERVICE_COMMUNICATION_FAILURE: HAPStatus = -70402;

/** A number in Apple Home that answers No Response while it is stale. */
export interface LiveNumber {
  /** Shows a new number. */
  show(number: number): void;
  /**
   * To be called for a short frame, which never carries the number: a number that is shown stays fresh, for at most 40 short frames in a
   * row.
   */
  extend(): void;
  stop(): void;
}

/** Shows a number on a light sensor. While it is stale, StatusActive is false and StatusFault 1. */
export function lightSensorNumber(
  service: Service,
  hap: HAP,
  staleAfterMs: number,
  clock: Pick<Clock, 'after'>,
): LiveNumber {
  const level = service.getCharacteristic(hap.Characteristic.CurrentAmbientLightLevel).setProps({ ...TILE_RANGE });
  return liveNumber(level, hap, staleAfterMs, clock, (isLive) => showIsLive(service, hap, isLive));
}

/**
 * Shows a number on any characteristic. It answers No Response (−70402) until the first number arrives, and again whenever none has arrived
 * for `staleAfterMs`.
 * @param onChange called with true for each number, and with false when it becomes stale
 */
export function liveNumber(
  characteristic: Characteristic,
  hap: HAP,
  staleAfterMs: number,
  clock: Pick<Clock, 'after'>,
  onChange: (isLive: boolean) => void = () => {},
): LiveNumber {
  const staleTimer = createStaleTimer(staleAfterMs, clock, becomeStale);
  becomeStale();

  function becomeStale(): void {
    showNoResponse(characteristic, hap);
    onChange(false);
  }

  return {
    show(number) {
      // After No Response an event is sent even when the number is the same as before; `updateValue` would send none.
      if (staleTimer.isFresh) characteristic.updateValue(number);
      else characteristic.sendEventNotification(number);
      staleTimer.restart();
      onChange(true);
    },
    extend: () => staleTimer.extend(),
    stop: () => staleTimer.stop(),
  };
}

/** Makes a light sensor answer No Response, and marks it as not live. */
export function showUnknown(service: Service, hap: HAP): void {
  showNoResponse(service.getCharacteristic(hap.Characteristic.CurrentAmbientLightLevel), hap);
  showIsLive(service, hap, false);
}

/** Makes reads of a characteristic answer No Response. No event is sent, as HAP has none for an error. */
export function showNoResponse(characteristic: Characteristic, hap: HAP): void {
  characteristic.updateValue(new hap.HapStatusError(SERVICE_COMMUNICATION_FAILURE));
}
