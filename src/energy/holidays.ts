import { DAY_MS, dateOf } from '../base/paris-time.ts';

/** Those of the eleven holidays that have the same date each year. */
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
/** Easter Monday, Ascension and Whit Monday, in days after Easter Sunday. */
const AFTER_EASTER = [1, 39, 50];

/** Whether a day, in days since 1970-01-01, is one of the eleven holidays of the Code du travail (L3133-1). */
export function isHoliday(day: number): boolean {
  const date = dateOf(day);
  if (FIXED.includes(date.slice('yyyy-'.length))) return true;
  return AFTER_EASTER.includes(day - easterSunday(Number(date.slice(0, 'yyyy'.length))));
}

/** Easter Sunday of a year of the Gregorian calendar, in days since 1970-01-01 (the algorithm of Meeus, Jones and Butcher). */
function easterSunday(year: number): number {
  const [golden, century, rest] = [year % 19, Math.floor(year / 100), year % 100];
  const moved = century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + moved + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const nth = epact + weekday - 7 * late + 114;
  return Date.UTC(year, Math.floor(nth / 31) - 1, (nth % 31) + 1) / DAY_MS;
}
