import { beginningOfDay, dayOfDate, parisOffsetMs } from '../../src/base/paris-time.ts';
import type { Archive } from '../../src/energy/archive.ts';
import type { TimedReading } from '../journal-history.ts';
import { CountedInMemory } from '../support/counted-in-memory.ts';
import { countedFrom } from '../support/counted-minutes.ts';
import { DAY_MS, MINUTE_MS } from '../support/time.ts';
import { BASE, type Contract, HP_HC, tempoWith } from '../years/contract.ts';
import { YearMeter } from '../years/year-meter.ts';
import type { Wires } from './grid.ts';
import type { House } from './house.ts';
import type { ParisYear } from './paris-year.ts';

const DAY_MINUTES = 1440;
const LIFE_SEED = 1;
const FIRST_WH = 12_345_678;

/** The slug of a household's meter. */
export const METER = 'linky';

/** What the plugin keeps of the frames of `framesOfYear`, of which it misses none. */
export function archiveOfYear(house: House, year: ParisYear): Archive {
  const counted = new CountedInMemory();
  for (const { atMs, reading } of framesOfYear(house, year)) counted.take(atMs, reading);
  const [minutes, days] = [counted.minutes(), counted.days()];
  const firstMs = minutes[0]?.atMs ?? 0;
  const nthAt = (atMs: number) => Math.max(0, Math.ceil((atMs - firstMs) / MINUTE_MS));
  const minutesIn = (fromMs: number, toMs: number) => minutes.slice(nthAt(fromMs), nthAt(toMs));
  return {
    minutes: (_, fromMs, toMs) => minutesIn(fromMs, toMs),
    countedMinutes: () => countedFrom(minutesIn),
    days: (_, from, to) => days.filter(({ day }) => day >= from && day <= to),
    importedDays: () => [],
    registerLines: () => [],
  };
}

/**
 * What the meter of a house says in a year, in historique: a frame at the end of each minute, from the evening before the first day
 * to midnight after the last one. What the house gives is not told. A day of 25 hours lives the hour that comes twice twice, and one
 * of 23 hours leaves one out.
 */
export function* framesOfYear(house: House, year: ParisYear): Generator<TimedReading> {
  const contract = contractOf(house, year);
  const { seed, subscribedVA } = house;
  const set = { address: String(seed).padStart(12, '0'), contract, subscribedKVA: subscribedVA / 1000 };
  const meter = new YearMeter(set, false, FIRST_WH);
  yield frameBefore(beginningOfDay(year.firstDay));
  let day = year.firstDay;
  for (const drawnWh of daysOf(house, year)) {
    const [beganMs, endMs] = [beginningOfDay(day), beginningOfDay(day + 1)];
    for (let atMs = beganMs; atMs < endMs; atMs += MINUTE_MS) {
      const minute = ((atMs + parisOffsetMs(atMs)) % DAY_MS) / MINUTE_MS;
      meter.count(atMs, atMs + MINUTE_MS, (drawnWh[minute] ?? 0) * 60);
      yield frameBefore(atMs + MINUTE_MS);
    }
    day += 1;
  }

  function frameBefore(endMs: number): TimedReading {
    return { meter: METER, atMs: endMs - 1, reading: meter.reading(endMs - 1) };
  }
}

function contractOf({ tariff }: House, { colourOf }: ParisYear): Contract {
  if (tariff === 'base') return BASE;
  if (tariff === 'peak and off-peak') return HP_HC;
  const letters = { blue: 'B', white: 'W', red: 'R' };
  return tempoWith((date) => letters[colourOf(dayOfDate(date) ?? 0) ?? 'blue']);
}

/** What a house draws, in Wh by the minutes of the local clock, day by day. The array is the same for each day. */
function* daysOf(house: House, year: ParisYear): Generator<Float64Array> {
  const loads = house.loads(LIFE_SEED, year);
  const drawnWh = new Float64Array(DAY_MINUTES);
  let watts = 0;
  // The voltage stays the same, since nothing but energy matters here.
  const wires: Wires = {
    add(_place, more) {
      watts += more;
    },
  };
  for (let second = 0; second < year.days * DAY_MINUTES * 60; ) {
    for (let minute = 0; minute < DAY_MINUTES; minute += 1) {
      let wattSeconds = 0;
      for (const end = second + 60; second < end; second += 1) {
        watts = 0;
        for (let nth = 0; nth < loads.length; nth += 1) loads[nth]?.step(wires, second);
        wattSeconds += Math.max(0, watts);
      }
      drawnWh[minute] = wattSeconds / 3600;
    }
    yield drawnWh;
  }
}
