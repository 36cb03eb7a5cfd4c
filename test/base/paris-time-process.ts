import { createHash } from 'node:crypto';
import { beginningOfDay, dateOf, dayOfDate, parisDayOf, parisHourOf } from '../../src/base/paris-time.ts';

// A process that prints its own zone and a digest of the dates of Paris from 1996 to 2060.
const calendar = createHash('sha256');
const [first = 0, last = 0] = [dayOfDate('1996-01-01'), dayOfDate('2060-12-31')];
for (let day = first; day <= last; day += 1) {
  const beganMs = beginningOfDay(day);
  const times = [beganMs - 1, beganMs, beganMs + 7_200_000, beganMs + 10_800_000, beganMs + 82_799_999];
  calendar.update(`${dateOf(day)} ${times.map((ms) => `${ms} ${parisDayOf(ms)} ${parisHourOf(ms)}`)}\n`);
}
const zone = new Date(2026, 0, 1).getTimezoneOffset();
process.stdout.write(`${zone} ${calendar.digest('hex')}`);
