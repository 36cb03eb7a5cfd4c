import type { API, MatterAccessory, MatterAPI } from 'homebridge';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../base/plugin-names.ts';
import type { Config, MeterConfig } from '../config/config.ts';
import type { Sink } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';
import { ENERGY, matterUuid, POWER } from './accessory-definition.ts';
import {
  hasMeterType,
  hasOwnNodes,
  type MatterMeterConfig,
  type MatterType,
  restoredTypeOf,
  typeFor,
} from './accessory-type.ts';
import { type MatterMeter, startMatterMeter } from './meter-accessory.ts';
import { keepUnconfigured } from './unconfigured-accessory.ts';

export interface MatterOptions {
  readonly api: API;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['matter'];
  readonly config: Config;
  /** The accessories that Homebridge restored, each through `configureMatterAccessory`. */
  readonly cached: readonly MatterAccessory[];
  /** Whether accessories that the settings do not mention are kept, as unreachable. They are kept while the settings have mistakes. */
  readonly isUnconfiguredKept?: boolean;
  /** Whether the settings of a meter have a mistake; its accessory type may then be one that nobody chose. */
  readonly hasMeterMistake?: boolean;
  readonly clock?: Pick<Clock, 'now' | 'after'>;
}

/** The accessories of all meters in Matter. */
export interface MatterAccessories {
  /** The sink for the readings of each meter, by the meter's slug. */
  readonly sinks: ReadonlyMap<string, Sink>;
  /** Stops all timers and calls. The accessories stay in Matter. */
  stop(): void;
}

const NO_ACCESSORIES: MatterAccessories = { sinks: new Map(), stop() {} };

/**
 * Brings Matter in line with the settings: one accessory per meter; accessories that the settings no longer mention are removed. Does
 * nothing if Homebridge has no Matter, as in Homebridge 1. To be called once Homebridge has finished launching.
 */
export function startMatter(options: MatterOptions): MatterAccessories {
  const { api, config, cached, isUnconfiguredKept, log, reports, texts, clock = systemClock } = options;
  const { matter } = api;
  if (!matter) return NO_ACCESSORIES;
  const configured = config.meters.filter(isShown);
  if (!hasElectricalClusters(matter)) {
    if (configured.length > 0) log.info(texts.tooOld);
    return NO_ACCESSORIES;
  }

  logOffers(configured, matter, options);

  const meters = new Map<string, MatterMeter>();
  for (const meter of configured) {
    const restored = cached.find(({ UUID }) => UUID === matterUuid(meter, matter));
    const type = shownAs(meter, restored, matter, options);
    meters.set(
      meter.slug,
      startMatterMeter({ meter: { ...meter, matter: type }, matter, cached: restored, log, reports, texts, clock }),
    );
  }
  const uuids = new Set(configured.map((meter) => matterUuid(meter, matter)));
  const unconfigured = cached.filter(({ UUID }) => !uuids.has(UUID));
  const kept = isUnconfiguredKept
    ? unconfigured.map((accessory) => keepUnconfigured({ accessory, matter, log, texts, clock }))
    : [];
  if (!isUnconfiguredKept) void remove(unconfigured, matter, options);
  return {
    sinks: meters,
    stop() {
      for (const accessory of [...meters.values(), ...kept]) accessory.stop();
    },
  };
}

function isShown(meter: MeterConfig): meter is MatterMeterConfig {
  return meter.matter !== 'off';
}

/** What the meter appears as. If the settings ask for something else, that is logged. */
function shownAs(
  { name, matter: chosen }: MatterMeterConfig,
  restored: MatterAccessory | undefined,
  matter: MatterAPI,
  { hasMeterMistake, log, texts }: MatterOptions,
): MatterType {
  // A mistake must not change the type: it would become a different accessory, and lose its room and automations.
  if (hasMeterMistake && restored) return restoredTypeOf(restored, matter);
  const type = typeFor(chosen, restored, matter);
  if (type !== chosen && hasMeterType(matter)) log.info(texts.staysSensor(name));
  return type;
}

/** Logs what the settings ask for but this Homebridge does not offer, and what it newly offers. */
function logOffers(configured: readonly MatterMeterConfig[], matter: MatterAPI, { log, texts }: MatterOptions): void {
  if (configured.some((meter) => meter.matter === 'meter') && !hasMeterType(matter)) log.info(texts.noMeterType);
  if (configured.length > 0 && hasOwnNodes(matter)) log.info(texts.ownNodes);
}

/** Homebridge has had Matter since 2.0, but these clusters and their device types only since 2.2.1. */
function hasElectricalClusters({ deviceTypes, clusterNames }: MatterAPI): boolean {
  const known: readonly string[] | undefined = clusterNames && Object.values(clusterNames);
  return (
    deviceTypes.ElectricalSensor !== undefined && (!known || [POWER, ENERGY].every((name) => known.includes(name)))
  );
}

/** Removes all accessories in one call, which Homebridge handles one by one: several calls would run at the same time. */
async function remove(
  accessories: readonly MatterAccessory[],
  matter: MatterAPI,
  { log, texts }: MatterOptions,
): Promise<void> {
  if (accessories.length === 0) return;
  try {
    await matter.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [...accessories]);
    for (const { displayName } of accessories) log.info(texts.removed(displayName));
  } catch (error) {
    for (const { displayName } of accessories) log.debug(texts.failing(displayName, String(error)));
  }
}
