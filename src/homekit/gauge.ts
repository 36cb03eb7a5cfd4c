import type { HAP, HAPStatus, Service } from 'homebridge';
import type { Clock } from '../clock.ts';
import { freshnessFor } from './freshness.ts';
import { RANGE } from './tile.ts';

// hap-nodejs declares its statuses as a const enum, whose names a file compiled on its own cannot use.
const SERVICE_COMMUNICATION_FAILURE: HAPStatus = -70402;

/** A number in Apple Home that says so when it is no longer live. */
export interface Gauge {
  /** The number has come. */
  show(number: number): void;
  /** The number has not come, but the one shown stays live if it is. */
  hold(): void;
  stop(): void;
}

/**
 * Makes a gauge of a light sensor, not responding until its number comes, and again whenever it has not come for
 * `staleAfterMs`. Not responding: reads of the number answer −70402 (No Response), StatusActive is false and
 * StatusFault 1, both readable.
 */
export function gaugeOn(service: Service, hap: HAP, staleAfterMs: number, clock: Pick<Clock, 'after'>): Gauge {
  const { CurrentAmbientLightLevel, StatusActive, StatusFault } = hap.Characteristic;
  const level = service.getCharacteristic(CurrentAmbientLightLevel).setProps({ ...RANGE });
  const freshness = freshnessFor(staleAfterMs, clock, () => stopResponding(service, hap));
  stopResponding(service, hap);
  return {
    show(number) {
      // Whoever read No Response is told that it is over, even when the number is still the same.
      if (freshness.isFresh) level.updateValue(number);
      else level.sendEventNotification(number);
      freshness.renew();
      service.updateCharacteristic(StatusActive, true);
      service.updateCharacteristic(StatusFault, StatusFault.NO_FAULT);
    },
    hold() {
      if (freshness.isFresh) freshness.renew();
    },
    stop: () => freshness.stop(),
  };
}

/** What a light sensor answers while nobody knows its number. No event tells it; HAP has none for an error. */
export function stopResponding(service: Service, hap: HAP): void {
  const { CurrentAmbientLightLevel, StatusActive, StatusFault } = hap.Characteristic;
  const failure = new hap.HapStatusError(SERVICE_COMMUNICATION_FAILURE);
  service.updateCharacteristic(CurrentAmbientLightLevel, failure);
  service.updateCharacteristic(StatusActive, false);
  service.updateCharacteristic(StatusFault, StatusFault.GENERAL_FAULT);
}
