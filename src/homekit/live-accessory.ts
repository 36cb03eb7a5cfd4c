import type { API, PlatformAccessory } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { Sink } from '../reading.ts';

/** An accessory that shows each reading until it is stopped: a tile or a sensor. */
export interface LiveAccessory extends Sink {
  stop(): void;
}

/**
 * Sets the name and the other details of an accessory that Apple Home shows.
 * @param serialNumber made from the meter's name, as the meter's address is personal
 */
export function setAccessoryInformation(
  accessory: PlatformAccessory,
  { hap }: API,
  name: string,
  serialNumber: string,
): void {
  const { Manufacturer, Model, Name, SerialNumber } = hap.Characteristic;
  accessory.displayName = name;
  accessory
    .getService(hap.Service.AccessoryInformation)
    ?.updateCharacteristic(Name, name)
    .updateCharacteristic(Manufacturer, 'Enedis')
    .updateCharacteristic(Model, 'Linky TIC')
    .updateCharacteristic(SerialNumber, serialNumber);
}

/** Homebridge writes its whole cache for each change, to an SD card that wears out. */
const WRITE_INTERVAL_MS = 60_000;

/** Writes changes of an accessory to Homebridge's cache, once a minute at most. */
export interface CacheThrottle {
  /** To be called after each change. */
  save(): void;
  /** Writes nothing from now on. Homebridge writes its cache itself when it ends. */
  stop(): void;
}

/**
 * Writes the first change at once, so that a power cut does not bring back the state of last week, and the changes of
 * the minute after it together when that minute is over.
 */
export function throttleCacheWrites(write: () => void, clock: Pick<Clock, 'after'>): CacheThrottle {
  let hasChanges = false;
  let isStopped = false;
  /** Cancels the end of the minute that is running. */
  let cancel: (() => void) | undefined;

  function writeNow(): void {
    hasChanges = false;
    write();
    cancel = clock.after(WRITE_INTERVAL_MS, () => {
      cancel = undefined;
      if (hasChanges) writeNow();
    });
  }

  return {
    save() {
      if (isStopped) return;
      if (cancel) hasChanges = true;
      else writeNow();
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}
