import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOfDate, parisInstant } from '../../src/base/paris-time.ts';
import { hoursText } from '../../src/contract/date-hours.ts';
import type { ProfileMemory } from '../../src/contract/reported-hours.ts';
import { runs } from '../../testbed/support/generated.ts';
import { readingWith } from '../../testbed/support/readings.ts';
import { HC_AND_HP, profileFollower, profilesIn } from './profile-meter.ts';
import { filled, minutesIn, minutesOf, type Switching, written } from './written-profile.ts';

/** A meter on a date: its kind of day, whose profile may be changed remotely, and when it is read. */
interface ScriptedDay {
  readonly kind: number;
  /** The supplier has given this kind of day other hours from this date on. */
  readonly other?: readonly Switching[];
  /** The minutes at which a frame is read. */
  readonly readAt: readonly number[];
  /** Whether the plugin is restarted before the first of them. */
  readonly restarts: boolean;
  /** Whether the first frame of the date lacks the profile, since it was refused. */
  readonly refused: boolean;
}

/** Eight hours off-peak in one or two parts, not all of which keep to the night. */
const eightHours: fc.Arbitrary<readonly Switching[]> = fc
  .tuple(fc.integer({ min: 0, max: 479 }), fc.integer({ min: 0, max: 240 }), fc.integer({ min: 60, max: 300 }))
  .map(([from, second, pause]) => {
    const end = from + 480 - second;
    const last =
      second === 0
        ? []
        : [
            { at: end + pause, to: 1 },
            { at: end + pause + second, to: 2 },
          ];
    const parts = [{ at: 0, to: 2 }, { at: from, to: 1 }, { at: end, to: 2 }, ...last];
    return parts.filter(({ at }, nth) => parts[nth + 1]?.at !== at);
  });

const minutes = fc.oneof(fc.constantFrom(0, 1, 359, 360, 1_434, 1_435, 1_439), fc.integer({ min: 0, max: 1_439 }));
const scriptedDay: fc.Arbitrary<ScriptedDay> = fc.record(
  {
    kind: fc.constantFrom(0, 0, 0, 1),
    other: eightHours,
    readAt: fc.uniqueArray(minutes, { maxLength: 6 }).map((all) => all.toSorted((one, other) => one - other)),
    restarts: fc.boolean(),
    refused: fc.boolean(),
  },
  { requiredKeys: ['kind', 'readAt', 'restarts', 'refused'] },
);

const life = fc.record({
  // Both changes of the clocks are within three weeks of one of these.
  from: fc.constantFrom('2026-03-20', '2026-10-15', '2026-12-24'),
  base: fc.constantFrom<10 | 16>(10, 16),
  kinds: fc.tuple(eightHours, eightHours),
  days: fc.array(scriptedDay, { minLength: 2, maxLength: 21 }),
});

test('over weeks, the hours of today and tomorrow are those of the meter or unknown, and known once they were reported', () => {
  fc.assert(
    fc.property(life, ({ from, base, kinds, days }) => {
      const first = dayOfDate(from) ?? Number.NaN;
      const profiles = profilesOf(days, kinds);
      let memory: ProfileMemory = { base: base === 10 ? 'decimal' : 'hexadecimal' };
      let follower = profileFollower(memory);
      for (const [nth, day] of days.entries()) {
        if (day.restarts) follower = profileFollower(JSON.parse(JSON.stringify(memory)));
        for (const [at, minute] of day.readAt.entries()) {
          const time = { atMs: parisInstant(first + nth, minute * 60), day: first + nth, minute, unseenMs: 1_000 };
          const labels = day.refused && at === 0 ? {} : labelsOf(days, profiles, nth, base);
          const { offPeak, offPeakTomorrow } = follower.take(readingWith(profilesIn(labels)), time, HC_AND_HP);
          memory = follower.memory;
          if (offPeakTomorrow) expect(minutesIn(hoursText(offPeakTomorrow))).toEqual(offPeakOn(profiles, nth + 1));
          // A meter that was not read on the day before can be trusted only if its kinds of days keep their hours.
          const wasRead = isTold(days, nth - 1);
          if (offPeak && (wasRead || !days.some(({ other }) => other)))
            expect(minutesIn(hoursText(offPeak))).toEqual(offPeakOn(profiles, nth));
          if (wasRead) expect(offPeak).toBeDefined();
          if (Object.hasOwn(labels, 'PJOURF+1') && minute < 1_439) expect(offPeakTomorrow).toBeDefined();
        }
      }
    }),
    runs(40),
  );
});

/** The switching times of each date, and of the one after the last. */
function profilesOf(days: readonly ScriptedDay[], kinds: readonly (readonly Switching[])[]) {
  const now = [...kinds];
  return [...days, days[0]].map((day) => {
    const kind = day?.kind ?? 0;
    if (day?.other) now[kind] = day.other;
    return now[kind] ?? [];
  });
}

function labelsOf(
  days: readonly ScriptedDay[],
  profiles: readonly (readonly Switching[])[],
  nth: number,
  base: 10 | 16,
) {
  const kindOf = (day: ScriptedDay | undefined) => `0${(day ?? days[0])?.kind}`;
  return {
    'PJOURF+1': written(profiles[nth + 1] ?? [], base),
    PPOINTE: filled(),
    NJOURF: kindOf(days[nth]),
    'NJOURF+1': kindOf(days[nth + 1]),
  };
}

function offPeakOn(profiles: readonly (readonly Switching[])[], nth: number): ReadonlySet<number> {
  return minutesOf(profiles[nth] ?? [], [1]);
}

/** Whether the meter was read on a date, with its profile and before its last minute. */
function isTold(days: readonly ScriptedDay[], nth: number): boolean {
  const day = days[nth];
  return day?.readAt.some((minute, at) => minute < 1_439 && !(day.refused && at === 0)) ?? false;
}
