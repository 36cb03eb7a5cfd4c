/** One switching of a day: from `minuteOfDay` on, the state of contact and relays is `action` (16 bits, 54E §6.2.3.17). */
export interface Switching {
  readonly minuteOfDay: number;
  readonly action: number;
}

type Base = 10 | 16;

/**
 * The switchings of PJOURF+1 or PPOINTE. Their `HHMM` is decimal on most meters and hexadecimal on some (`0F00` is
 * 15:00), which only a digit A–F gives away: what is no time of day in decimal digits is none in hexadecimal ones.
 * Undefined when it is a day in neither.
 */
export function readSchedule(data: string): readonly Switching[] | undefined {
  const used = data.split(' ').filter((item) => item !== 'NONUTILE');
  return inBase(used, 10) ?? inBase(used, 16);
}

function inBase(items: readonly string[], base: Base): readonly Switching[] | undefined {
  const day = items.map((item) => switching(item, base));
  const isDay = day.every(
    (one, at) => one !== undefined && (at === 0 || one.minuteOfDay > (day[at - 1]?.minuteOfDay ?? Infinity)),
  );
  return isDay ? day.filter((one) => one !== undefined) : undefined;
}

function switching(item: string, base: Base): Switching | undefined {
  const time = item.slice(0, 4);
  if (base === 10 && !/^\d{4}$/.test(time)) return undefined;
  const hour = Number.parseInt(time.slice(0, 2), base);
  const minute = Number.parseInt(time.slice(2), base);
  if (hour > 23 || minute > 59) return undefined;
  return { minuteOfDay: hour * 60 + minute, action: Number.parseInt(item.slice(4), 16) };
}
