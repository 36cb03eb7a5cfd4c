import type { Host, HostWords } from '../host.ts';
import { contractNameIn, type SeasonName } from '../tariffs.ts';
import { englishConfig } from './config.ts';
import { englishHosts } from './host.ts';
import { englishEuros, englishNumber, englishPercent } from './numbers.ts';
import { englishShare } from './share.ts';
import { englishTariffs } from './tariffs.ts';
import { duration } from './times.ts';
import { englishDisk, englishTroubles } from './troubles.ts';

/**
 * The texts of the plugin itself, in English. Every other language has texts of the same shape.
 * @param by phrases that differ with what runs the service
 */
const textsOf = (by: HostWords) => ({
  number: englishNumber,
  percent: englishPercent,
  euros: englishEuros,
  tariffs: englishTariffs,
  share: englishShare,
  config: englishConfig(by),
  troubles: englishTroubles(by),
  platform: {
    defect: (says: string) =>
      `Something in ${by.program} is broken; the rest goes on. Please report it, with these lines: ${says}`,
  },
  meter: {
    meterNote: (name: string, says: string) => `${name}: ${says}`,
  },
  /** What is new about a meter's contract. Each is a sentence. */
  contract: {
    /** In the log, the sentence stands after the name of the meter. */
    ofMeter: (name: string, says: string) => `${name}: ${says.charAt(0).toLowerCase()}${says.slice(1)}`,
    hours: ({ before, offPeak, isTold, fromDay, season }: ChangedHours) => {
      const day = fromDay === undefined ? undefined : dayAndMonth(fromDay);
      const now = isTold
        ? `change${day ? ` on ${day}` : ''} to ${hours(offPeak)}`
        : `${day ? `have been ${hours(offPeak)} since ${day}` : `are now ${hours(offPeak)}`}, as seen over a whole day`;
      const ofSeason = season ? ` They are those of ${englishTariffs.seasons[season]}.` : '';
      return `The off-peak hours of the contract ${now} (before: ${hours(before)}).${ofSeason}`;
    },
    contract: ({ before, contract }: { before: string; contract: string }) =>
      `The contract is now ${contractName(contract)} (before: ${contractName(before)}).`,
    subscribed: ({ beforeVA, subscribedVA }: { beforeVA: number; subscribedVA: number }) =>
      `The subscribed power is now ${englishNumber(subscribedVA / 1000)} kVA (before: ${englishNumber(beforeVA / 1000)} kVA).`,
    meter: ({ before, address }: { before: string; address: string }) =>
      `Another meter answers: its number ends in ${address}, that of the previous one in ${before}. What was learned about the contract starts again from zero.`,
    message: ({ text }: { text: string }) => `The meter has a message: “${text}”`,
    colour: ({ told, counted }: { told: TempoColour; counted: TempoColour }) =>
      `The meter says that today is a ${colours[told]} day, but counts it as a ${colours[counted]} one. Compare this day in your supplier’s account, and ask your supplier if needed.`,
    register: ({ named, moving }: { named: string; moving: string }) =>
      `The meter says that it counts in the register ${named}, but ${moving} goes up. Compare the bill with the registers, and ask your supplier if needed.`,
  },
  homekit: {
    tile: {
      power: (meter: string) => `${meter} Power`,
      current: (meter: string) => `${meter} Current`,
      injection: (meter: string) => `${meter} Export`,
    },
    phase: (meter: string, phase: number) => `${meter} Phase ${phase}`,
    added: (name: string) => `New in the Home app: ${name}.`,
    noInjection: (name: string) =>
      `${name} has nothing to show in the Home app, and says “No Response”: this meter does not send the exported power. A producer’s meter does, in standard mode. If you are not a producer, remove the tile in the settings; a sensor with “when”: “surplus” estimates what solar panels export.`,
    noVoltage: (name: string) =>
      `${name} is neither on nor off, and is shown as inactive in the Home app: this meter does not send the voltage. A Linky sends it in standard mode: ask your supplier to switch its TIC output to that mode. Everything else that reads the output must then support that mode, too.`,
    noDryContact: (name: string) =>
      `${name} is neither on nor off, and is shown as inactive in the Home app: this meter does not send the state of its dry contact. A Linky sends it in standard mode: ask your supplier to switch its TIC output to that mode. Everything else that reads the output must then support that mode, too.`,
    removed: (name: string) => `Removed from the Home app, because it is no longer in the settings: ${name}.`,
    notAdded: (name: string, reason: string) =>
      `Not in the Home app: ${name}, which Homebridge did not accept (${reason}). A bridge holds at most 149 accessories. Remove some, or run this plugin in a child bridge, which is a bridge of its own; then restart Homebridge. All other accessories work.`,
  },
  matter: {
    tooOld:
      'Matter needs Homebridge 2.2.1 or later: this version cannot measure electricity in Matter. The meter is in the Home app all the same.',
    noMeterType:
      'This version of Homebridge does not have Matter’s device type for meters yet. Until it does, a meter with “matter”: “meter” is an electrical sensor. An existing electrical sensor is not converted later.',
    staysSensor: (name: string) =>
      `${name}: stays an electrical sensor in Matter although the settings say “matter”: “meter”, so that it keeps its room. To convert it to a meter, set “off”, restart Homebridge, set “meter”, and restart Homebridge again.`,
    ownNodes:
      'This version of Homebridge can show a meter in Matter beside the bridge instead of behind it. This version of the plugin does not do that yet: a newer one may.',
    removed: (name: string) => `Removed from Matter, because it is no longer in the settings: ${name}.`,
    staysOn: (name: string) =>
      `${name}: the outlet in Matter stays on. It stands for the meter, which cannot be switched off; with “matter”: “electricalSensor” in the settings, it has no switch.`,
    failing: (name: string, reason: string) => `${name}: Homebridge refuses its Matter accessory (${reason}).`,
  },
  /** What programs that ask for the reading over HTTP get instead of it. */
  readingShare: {
    neverHeard: (sinceStartMs: number) =>
      `Nothing has come from the meter yet, ${duration(sinceStartMs)} after the start. The log of ${by.program} says why.`,
    silent: (silentMs: number) =>
      `The meter has been silent for ${duration(silentMs)}. The log of ${by.program} says why.`,
    /** Why there are no prices. */
    noPrices: 'This meter has no prices in the settings.',
    pricesBegin: (from: string) => `The prices in the settings begin on ${from}.`,
    noPriceOf: (period: string) =>
      `The meter reports the tariff period “${period}”, and the prices in the settings have none for it. Enter the prices of your present contract, with one for “${period}”.`,
    clockNotSet: 'The clock of this machine is not set yet.',
    priceUnknown: {
      colour: 'Today’s colour is not known: the meter has not sent it since the start.',
      offPeak:
        'The off-peak hours are not known yet: the plugin learns them from the meter within a day or two. Until then, you can enter hours next to the price of HC in the settings.',
      peak: 'It is not known whether this is a peak day (EJP): the meter has not sent the peak hours of today. There are prices for the dates for which it does.',
      hours: 'The current tariff period is not known: the prices in the settings have no hours for it.',
    },
    noSuchPath: 'There is nothing here. The reading is at the path /, the prices at /prices and /forecast.',
    readOnly: 'The reading can only be read, with GET or HEAD.',
    otherHost:
      'Use the IP address of this machine, or a name that your network gives it: names from the internet are refused, so that no web page can read what the house draws.',
  },
  journal: {
    /** What is wrong with the disk of the history: a clause that ends with a full stop, and what to do. */
    disk: englishDisk(by),
    closed: 'the local history is closed, because the program is stopping.',
    clockUnsure: 'the clock of this machine is not set, or a meter has another date.',
    unfitImport: 'a value is out of bounds, or only a later version accepts it.',
    rescued: {
      gone: (path: string) =>
        `The local history in ${path} was lost. What is shown comes from its second copy: days, imported files and the contract, without curves. The next start of ${by.program} restores the local history from it.`,
      damaged: (path: string) =>
        `${path} is damaged. What is shown is what can still be read of it, and what its second copy has. It is repaired as soon as ${by.program} notices, at its next start at the latest.`,
    },
  },
  influx: {
    heard: (url: string, says: string) => `InfluxDB at ${url}: ${says}`,
  },
});

/** The texts of the plugin itself. */
export type PluginTexts = ReturnType<typeof textsOf>;

/** The texts of what runs the service. */
export const textsFor = (host: Host): PluginTexts => textsOf(englishHosts[host]);

type TempoColour = 'blue' | 'white' | 'red';

const colours: { readonly [C in TempoColour]: string } = { blue: 'blue', white: 'white', red: 'red' };

function contractName(written: string): string {
  return contractNameIn(englishTariffs, written) ?? written;
}

/** Hours of a day as `ContractCalendar` writes them. */
function hours(written: string): string {
  if (written === '00:00-00:00') return 'all day';
  return written === '' ? 'none' : written.replaceAll('-', '–').replaceAll(',', ', ');
}

/** What changed hours of the contract are told with: see `ContractNews`. */
interface ChangedHours {
  readonly before: string;
  readonly offPeak: string;
  readonly isTold: boolean;
  readonly fromDay?: number;
  readonly season?: SeasonName;
}

/** A date without its year, `10 December`, from the days since 1970-01-01. */
function dayAndMonth(day: number): string {
  return new Date(day * 86_400_000).toLocaleString('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' });
}
