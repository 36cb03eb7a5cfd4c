import type { Characteristic, HAP, HAPStatus, Service } from 'homebridge';
import type { Clock } from '../clock.ts';
import { createStaleTimer } from '../stale-timer.ts';
import { TILE_RANGE } from './tile-value.ts';

// hap-nodejs declares its statuses as a const enum, whose names a file compiled on its own cannot use.
const SERVICE_COMMUNICATION_FAILURE: HAPStatus = -70402;

/** A number in Apple Home that says so when it is no longer live. */
export interface LiveNumber {
  /** The number has come. */
  show(number: number): void;
  /** The number was not due: the one shown stays live if it is, for as long as that can go on. */
  extend(): void;
  stop(): void;
}

/**
 * Makes a gauge of a light sensor. While it does not respond its StatusActive is false and its StatusFault 1, both
 * readable.
 */
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
 * Makes a gauge of any number, not responding until the number comes, and again whenever it has not come for
 * `staleAfterMs`. Not responding: reads answer −70402 (No Response). `told` hears of each number, and of each silence.
 */
export function liveNumber(
  shown: Characteristic,
  hap: HAP,
  staleAfterMs: number,
  clock: Pick<Clock, 'after'>,
  told: (isLive: boolean) => void = () => {},
): LiveNumber {
  const freshness = createStaleTimer(staleAfterMs, clock, silence);
  silence();

  function silence(): void {
    showNoResponse(shown, hap);
    told(false);
  }

  return {
    show(number) {
      // Whoever read No Response is told that it is over, even when the number is still the same.
      if (freshness.isFresh) shown.updateValue(number);
      else shown.sendEventNotification(number);
      freshness.restart();
      told(true);
    },
    extend() {
      freshness.extend();
    },
    stop: () => freshness.stop(),
  };
}

/** What a light sensor answers while nobody knows its number. */
export function showUnknown(service: Service, hap: HAP): void {
  showNoResponse(service.getCharacteristic(hap.Characteristic.CurrentAmbientLightLevel), hap);
  showIsLive(service, hap, false);
}

/** Lets reads of a characteristic answer No Response. No event tells it; HAP has none for an error. */
export function showNoResponse(shown: Characteristic, hap: HAP): void {
  shown.updateValue(new hap.HapStatusError(SERVICE_COMMUNICATION_FAILURE));
}

/** Says whether what a sensor shows is live; both stay readable. */
export function showIsLive(
  service: Service,
  { Characteristic: { StatusActive, StatusFault } }: HAP,
  isLive: boolean,
): void {
  service.updateCharacteristic(StatusActive, isLive);
  service.updateCharacteristic(StatusFault, isLive ? StatusFault.NO_FAULT : StatusFault.GENERAL_FAULT);
}
