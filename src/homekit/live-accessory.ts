import type { API, PlatformAccessory } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { Sink } from '../reading.ts';

/** An accessory that follows the readings until it is stopped. */
export interface LiveAccessory extends Sink {
  stop(): void;
}

/** Homebridge writes all of its cache each time, to an SD card that wears. */
const SPARED_MS = 60_000;

/** Writes of what an accessory has in Homebridge's cache. */
export interface CacheThrottle {
  /** Something in it has changed. */
  save(): void;
  /** Ends the wait, and all writes. Homebridge writes its cache once more when it ends. */
  stop(): void;
}

/**
 * Writes a change at once, so that a power cut does not bring the state of last week back, and those within the next minute
 * together when it is over.
 */
export function throttleCacheWrites(write: () => void, clock: Pick<Clock, 'after'>): CacheThrottle {
  let isDue = false;
  let isStopped = false;
  let cancel: (() => void) | undefined;

  function writeNow(): void {
    isDue = false;
    write();
    cancel = clock.after(SPARED_MS, () => {
      cancel = undefined;
      if (isDue) writeNow();
    });
  }

  return {
    save() {
      if (isStopped) return;
      if (cancel) isDue = true;
      else writeNow();
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}

/** @param serialNumber the plugin's own: the meter's address is personal */
export function introduce(accessory: PlatformAccessory, { hap }: API, name: string, serialNumber: string): void {
  const { Manufacturer, Model, Name, SerialNumber } = hap.Characteristic;
  accessory.displayName = name;
  accessory
    .getService(hap.Service.AccessoryInformation)
    ?.updateCharacteristic(Name, name)
    .updateCharacteristic(Manufacturer, 'Enedis')
    .updateCharacteristic(Model, 'Linky TIC')
    .updateCharacteristic(SerialNumber, serialNumber);
}
