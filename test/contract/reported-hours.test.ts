import { describe, expect, test } from 'vitest';
import type { RegisterPeriods } from '../../src/reading/reading.ts';
import { HC_AND_HP, profileMeter } from './profile-meter.ts';

const HC = '00008002 0256C001 07568002 1156C001 14568002';
const OTHER_HC = '00008002 0050C001 06508002 1220C001 14208002';
const HC_HOURS = '02:56-07:56,11:56-14:56';
const OTHER_HOURS = '00:50-06:50,12:20-14:20';
const TEMPO = '00004001 06004002 22004001';
const TEMPO_WHITE = '00004003 06004004 22004003';

describe('the hours of tomorrow', () => {
  test.each([
    [HC, HC_HOURS],
    ['00008002 0038C001 07388002 0D1A8001 0E1A8002', '00:56-07:56,13:26-14:26'],
    [OTHER_HC, OTHER_HOURS],
    [TEMPO, '22:00-06:00'],
    ['00004001 06004002 16004001', '22:00-06:00'],
  ])('of %s are %s', (tomorrow, offPeakTomorrow) => {
    expect(profileMeter(HC_AND_HP).at('2026-12-10 12:00', { tomorrow })).toEqual({ offPeakTomorrow });
  });

  test('are unknown for a contract without off-peak hours', () => {
    const base = { EASF01: { name: 'BASE' } };
    expect(profileMeter(base).at('2026-12-10 12:00', { tomorrow: '00008001', kinds: ['00', '00'] })).toEqual({});
  });

  test('are unknown while the profile is empty', () => {
    const meter = profileMeter(HC_AND_HP);
    expect(meter.at('2026-12-10 12:00', { tomorrow: '', kinds: ['00', '00'] })).toEqual({});
    expect(meter.hours.memory).toEqual({});
  });

  test('stay as they are in a frame whose profile was refused', () => {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-10 12:00', { tomorrow: HC });
    expect(meter.at('2026-12-10 12:01', {})).toEqual({ offPeakTomorrow: HC_HOURS });
  });

  test('are unclear while a period in them has never been in use, as before the first weekend', () => {
    const meter = profileMeter(HC_AND_HP);
    const friday = meter.at('2026-12-11 12:00', { tomorrow: '00008003', kinds: ['00', '01'] });
    expect([friday, meter.unclear()]).toEqual([{}, ['tomorrow']]);
    const saturday = meter.at('2026-12-12 00:00', { tomorrow: '00008003', kinds: ['01', '01'] });
    expect([saturday, meter.unclear()]).toEqual([{}, ['today', 'tomorrow']]);
    const empty = profileMeter(HC_AND_HP);
    expect([empty.at('2026-12-11 12:00', { tomorrow: '' }), empty.unclear()]).toEqual([{}, []]);
  });

  test('are none on a date without off-peak hours, if the contract has some', () => {
    const periods = { ...HC_AND_HP, EASF03: { name: 'WEEK-END' } };
    expect(profileMeter(periods).at('2026-12-11 12:00', { tomorrow: '00008003' })).toEqual({ offPeakTomorrow: '' });
    expect(profileMeter(periods).at('2026-12-11 12:00', { tomorrow: '0000C001 06008003 1645C001' })).toEqual({
      offPeakTomorrow: '16:45-06:00',
    });
  });
});

describe('the hours of today', () => {
  test('are those that were reported the day before', () => {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-10 23:54', { tomorrow: HC, kinds: ['00', '01'] });
    expect(meter.at('2026-12-11 00:00', { tomorrow: OTHER_HC, kinds: ['01', '00'] })).toEqual({
      offPeak: HC_HOURS,
      offPeakTomorrow: OTHER_HOURS,
    });
  });

  test('are known after a restart', () => {
    const before = profileMeter(HC_AND_HP);
    before.at('2026-12-10 12:00', { tomorrow: HC, kinds: ['00', '01'] });
    const after = profileMeter(HC_AND_HP, JSON.parse(JSON.stringify(before.hours.memory)));
    expect(after.at('2026-12-11 12:00', { tomorrow: OTHER_HC, kinds: ['01', '00'] })).toMatchObject({
      offPeak: HC_HOURS,
    });
  });

  test('are those of tomorrow, if nothing is remembered and both are of the same kind', () => {
    const told = { tomorrow: HC, kinds: ['05', '05'] } as const;
    expect(profileMeter(HC_AND_HP).at('2026-12-10 12:00', told)).toEqual({
      offPeak: HC_HOURS,
      offPeakTomorrow: HC_HOURS,
    });
    expect(profileMeter(HC_AND_HP).at('2026-12-10 12:00', { ...told, kinds: ['05', '06'] })).toEqual({
      offPeakTomorrow: HC_HOURS,
    });
  });

  test('are not those of tomorrow if the meter does not follow them today', () => {
    const at = (moment: string, tariffIndex: number) =>
      profileMeter(HC_AND_HP).at(moment, { tomorrow: HC, kinds: ['05', '05'], also: { tariffIndex } });
    expect(HC_HOURS).toBe('02:56-07:56,11:56-14:56');
    expect(at('2026-12-10 12:30', 1)).toEqual({ offPeak: HC_HOURS, offPeakTomorrow: HC_HOURS });
    expect(at('2026-12-10 12:30', 2)).toEqual({ offPeakTomorrow: HC_HOURS });
    // The frame of a switch still has the old time, and already the new index.
    expect(at('2026-12-10 11:55', 1)).toEqual({ offPeak: HC_HOURS, offPeakTomorrow: HC_HOURS });
    expect(at('2026-12-10 11:54', 1)).toEqual({ offPeakTomorrow: HC_HOURS });
  });

  test('are those of tomorrow as soon as the meter follows them, even if it switches some minutes before our clock', () => {
    const meter = profileMeter(HC_AND_HP);
    const at = (moment: string) => meter.at(moment, { tomorrow: HC, kinds: ['05', '05'], also: { tariffIndex: 1 } });
    expect(at('2026-12-10 11:53')).toEqual({ offPeakTomorrow: HC_HOURS });
    expect(at('2026-12-10 11:56')).toEqual({ offPeak: HC_HOURS, offPeakTomorrow: HC_HOURS });
  });

  test('are those of a date of the same kind in the last week, if nothing newer is reported', () => {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-10 12:00', { tomorrow: HC, kinds: ['00', '00'] });
    expect(meter.at('2026-12-18 12:00', { tomorrow: OTHER_HC, kinds: ['00', '01'] })).toMatchObject({
      offPeak: HC_HOURS,
    });
  });

  test('are unknown after several days without a reading, if today is of another kind, or too much time has passed', () => {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-10 12:00', { tomorrow: HC, kinds: ['00', '00'] });
    const { memory } = meter.hours;
    const later = (moment: string, kind: string) =>
      profileMeter(HC_AND_HP, memory).at(moment, { tomorrow: OTHER_HC, kinds: [kind, '07'] });
    expect(later('2026-12-14 12:00', '02')).toEqual({ offPeakTomorrow: OTHER_HOURS });
    expect(later('2026-12-19 12:00', '00')).toEqual({ offPeakTomorrow: OTHER_HOURS });
  });
});

describe('at midnight', () => {
  test('a frame of the old date that already has the renewed profile does not change what was reported for the next', () => {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-10 12:00', { tomorrow: HC, kinds: ['00', '01'] });
    expect(meter.at('2026-12-10 23:59', { tomorrow: OTHER_HC, kinds: ['01', '00'] })).toEqual({
      offPeakTomorrow: HC_HOURS,
    });
    expect(meter.at('2026-12-11 00:00', { tomorrow: OTHER_HC, kinds: ['01', '00'] })).toEqual({
      offPeak: HC_HOURS,
      offPeakTomorrow: OTHER_HOURS,
    });
  });

  test('a reader that has just started accepts nothing in the last minute', () => {
    const meter = profileMeter(HC_AND_HP);
    expect(meter.at('2026-12-10 23:59', { tomorrow: HC, kinds: ['00', '01'] })).toEqual({});
    expect(meter.at('2026-12-11 00:00', { tomorrow: OTHER_HC, kinds: ['01', '02'] })).toEqual({
      offPeakTomorrow: OTHER_HOURS,
    });
  });

  test('a frame of the new date that still has the old profile is corrected by the next', () => {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-10 12:00', { tomorrow: HC, kinds: ['00', '01'] });
    meter.at('2026-12-11 00:00', { tomorrow: HC, kinds: ['00', '01'] });
    expect(meter.at('2026-12-11 00:00', { tomorrow: OTHER_HC, kinds: ['01', '00'] })).toEqual({
      offPeak: HC_HOURS,
      offPeakTomorrow: OTHER_HOURS,
    });
  });

  test('a clock that is set back over it mixes no dates', () => {
    const meter = profileMeter(HC_AND_HP);
    meter.at('2026-12-10 12:00', { tomorrow: HC, kinds: ['00', '01'] });
    meter.at('2026-12-11 00:10', { tomorrow: OTHER_HC, kinds: ['01', '00'] });
    expect(meter.at('2026-12-10 23:56', { tomorrow: OTHER_HC, kinds: ['01', '00'] })).toEqual({
      offPeakTomorrow: HC_HOURS,
    });
    expect(meter.at('2026-12-11 00:01', { tomorrow: OTHER_HC, kinds: ['01', '00'] })).toMatchObject({
      offPeak: HC_HOURS,
    });
  });

  test.each(['2026-03-28', '2026-10-24'])('the clocks change on the day after %s', (date) => {
    const meter = profileMeter(HC_AND_HP);
    const [sunday, monday] = [1, 2].map((days) =>
      new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10),
    );
    meter.at(`${date} 12:00`, { tomorrow: HC });
    for (const clock of ['00:00', '01:59', '03:00', '23:59'])
      expect(meter.at(`${sunday} ${clock}`, { tomorrow: OTHER_HC })).toMatchObject({ offPeak: HC_HOURS });
    expect(meter.at(`${monday} 00:00`, { tomorrow: HC })).toEqual({ offPeak: OTHER_HOURS, offPeakTomorrow: HC_HOURS });
  });
});

describe('which index is off-peak', () => {
  const hoursOf = (periods: RegisterPeriods, tomorrow: string, peakDay?: string) =>
    profileMeter(periods).at('2026-12-10 12:00', { tomorrow, peakDay });
  const [offPeak, peak] = [
    { name: 'HC', offPeak: true },
    { name: 'HP', offPeak: false },
  ];

  test('is never assumed', () => expect(hoursOf({}, HC)).toEqual({}));

  test('is what the registers say, whatever their numbers', () => {
    expect(hoursOf({ EASF02: offPeak, EASF01: peak }, HC)).toEqual({ offPeakTomorrow: '07:56-11:56,14:56-02:56' });
  });

  test('follows from the other one of two, if it has eight hours', () => {
    expect(hoursOf({ EASF02: peak }, HC)).toEqual({ offPeakTomorrow: HC_HOURS });
    expect(hoursOf({ EASF01: offPeak }, HC)).toEqual({ offPeakTomorrow: HC_HOURS });
  });

  test('does not follow from the other one of two if it has neither eight hours nor sixteen', () => {
    expect(hoursOf({ EASF02: peak }, '00008002 0256C001 07558002 1156C001 14568002')).toEqual({});
    expect(hoursOf({ EASF02: offPeak }, HC)).toEqual({});
    expect(hoursOf({ EASF01: peak }, HC)).toEqual({});
  });

  test('does not follow from one of three', () => {
    expect(hoursOf({ EASF01: offPeak, EASF02: peak }, '00008002 0256C001 07568003 1156C001 14568002')).toEqual({});
  });

  test('is known for each of several off-peak periods', () => {
    const periods = { EASF01: offPeak, EASF02: peak, EASF03: { name: 'SUPER CREUSE', offPeak: true } };
    expect(hoursOf(periods, '00008001 02008003 06008002 22008001')).toEqual({ offPeakTomorrow: '22:00-06:00' });
  });

  test('follows for a white day from the same hours on a blue one', () => {
    const known = { EASF01: offPeak, EASF02: peak };
    const white = { tomorrow: TEMPO, peakDay: TEMPO_WHITE, also: { tempoTomorrow: 'white' } } as const;
    expect(profileMeter(known).at('2026-12-10 20:00', white)).toEqual({ offPeakTomorrow: '22:00-06:00' });
    const other = { ...white, peakDay: '00004003 07004004 23004003' };
    expect(profileMeter(known).at('2026-12-10 20:00', other)).toEqual({});
  });

  test('is learned from the period in use, after three consecutive readings', () => {
    const meter = profileMeter();
    const now = { tomorrow: HC, also: { tariff: 'HEURE  PLEINE', tariffIndex: 2, offPeak: false } };
    expect(meter.at('2026-12-10 15:00', now)).toEqual({});
    expect(meter.at('2026-12-10 15:00', now)).toEqual({});
    expect(meter.at('2026-12-10 15:00', now)).toEqual({ offPeakTomorrow: HC_HOURS });
  });

  test('is not learned from the frame of a switch, which has the new index with the old period', () => {
    const meter = profileMeter();
    const [peakNow, offPeakNow] = [
      { tariff: 'HEURE  PLEINE', tariffIndex: 2, offPeak: false },
      { tariff: 'HEURE  CREUSE', tariffIndex: 1, offPeak: true },
    ];
    for (const also of [peakNow, peakNow, peakNow, { ...peakNow, tariffIndex: 1 }, offPeakNow])
      expect(meter.at('2026-12-10 15:00', { tomorrow: '00008001 12458002', also })).toEqual({});
    meter.at('2026-12-10 15:01', { tomorrow: '00008001 12458002', also: offPeakNow });
    expect(meter.at('2026-12-10 15:01', { tomorrow: '00008001 12458002', also: offPeakNow })).toEqual({
      offPeakTomorrow: '00:00-12:45',
    });
  });
});

describe('a peak day', () => {
  const RED = '00004005 06004006 22004005';
  const SIX = Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((index) => [`EASF0${index}`, { name: `${index}`, offPeak: index % 2 === 1 }]),
  );
  // The hours of the peak day differ from the others here, so that a test shows which profile is used.
  const PEAK_DAY = '00004005 05004006 21004005';
  const told = { tomorrow: TEMPO, peakDay: PEAK_DAY, kinds: ['00', '00'] } as const;

  test.each([
    ['white', { tempoTomorrow: 'white' }],
    ['red', { tempoTomorrow: 'red' }],
    ['the day of a peak that is announced', { peak: 'notice' }],
  ] as const)('has the hours of PPOINTE, if tomorrow is %s', (_, also) => {
    const meter = profileMeter(SIX);
    expect(meter.at('2026-12-10 19:59', told)).toMatchObject({ offPeakTomorrow: '22:00-06:00' });
    expect(meter.at('2026-12-10 20:00', { ...told, also })).toMatchObject({ offPeakTomorrow: '21:00-05:00' });
    expect(meter.at('2026-12-11 08:00', told)).toEqual({ offPeak: '21:00-05:00', offPeakTomorrow: '22:00-06:00' });
  });

  test('has the hours of PJOURF+1, if PPOINTE is not used', () => {
    const red = { ...told, peakDay: '', also: { tempoTomorrow: 'red' } } as const;
    expect(profileMeter(SIX).at('2026-12-10 20:00', red)).toMatchObject({ offPeakTomorrow: '22:00-06:00' });
  });

  test('is never blue', () => {
    const blue = { ...told, also: { tempoTomorrow: 'blue' } } as const;
    expect(profileMeter(SIX).at('2026-12-10 20:00', blue)).toMatchObject({ offPeakTomorrow: '22:00-06:00' });
  });

  test('that has begun is not announced for the next date, although the meter says so until 06:00', () => {
    const meter = profileMeter(SIX);
    const red = { ...told, also: { tempoTomorrow: 'red' } } as const;
    meter.at('2026-12-10 20:00', red);
    const both = { offPeak: '21:00-05:00', offPeakTomorrow: '22:00-06:00' };
    expect(meter.at('2026-12-11 00:00', red)).toEqual(both);
    expect(meter.at('2026-12-11 05:59', red)).toEqual(both);
  });

  test('remains one in a frame whose status was refused', () => {
    const meter = profileMeter(SIX);
    meter.at('2026-12-10 20:00', { ...told, also: { tempoTomorrow: 'red' } });
    expect(meter.at('2026-12-10 20:01', { hasStatus: false })).toMatchObject({ offPeakTomorrow: '21:00-05:00' });
  });

  test('is the date of a mobile peak', () => {
    const [fromMs, toMs] = [Date.UTC(2026, 11, 11, 6), Date.UTC(2026, 11, 11, 17)];
    const announced = { ...told, also: { peak: 'notice', mobilePeaks: [{ fromMs, toMs }] } } as const;
    expect(profileMeter(SIX).at('2026-12-10 12:00', announced)).toMatchObject({ offPeakTomorrow: '21:00-05:00' });
    expect(profileMeter(SIX).at('2026-12-09 12:00', announced)).toMatchObject({ offPeakTomorrow: '22:00-06:00' });
  });

  test('that was announced while nobody read the meter does not have the hours reported before', () => {
    const today = (tariffIndex: number) => {
      const meter = profileMeter(SIX);
      meter.at('2026-12-10 12:00', told);
      return meter.at('2026-12-11 08:00', { ...told, also: { tempoToday: 'red', tariffIndex } });
    };
    expect(today(6)).toEqual({ offPeak: '21:00-05:00', offPeakTomorrow: '22:00-06:00' });
    expect(today(4)).toEqual({ offPeakTomorrow: '22:00-06:00' });
  });

  test('today, if nothing was reported for it, has the hours of PPOINTE if they fit the index in use', () => {
    const red = (tariffIndex: number, peakDay: string) =>
      profileMeter(SIX).at('2026-12-11 08:00', { ...told, peakDay, also: { tempoToday: 'red', tariffIndex } });
    expect(red(6, RED)).toEqual({ offPeak: '22:00-06:00', offPeakTomorrow: '22:00-06:00' });
    expect(red(4, RED)).toEqual({ offPeakTomorrow: '22:00-06:00' });
  });

  test('is recognised, whether it was reported before or not', () => {
    const meter = profileMeter(SIX);
    meter.at('2026-12-11 08:00', { ...told, also: { tempoToday: 'red', tempoTomorrow: 'red', tariffIndex: 6 } });
    expect(meter.hours.told()).toMatchObject({ isTodayPeakDay: true });
    meter.at('2026-12-12 08:00', { ...told, also: { tempoToday: 'red', tempoTomorrow: 'blue' } });
    expect(meter.hours.told()).toMatchObject({ isTodayPeakDay: true });
    meter.at('2026-12-13 08:00', { ...told, also: { tempoToday: 'blue', tempoTomorrow: 'blue' } });
    expect(meter.hours.told().isTodayPeakDay).toBeUndefined();
  });
});

describe('mobile peaks', () => {
  const peaks = (...spans: readonly (readonly [string, string])[]) => ({
    tomorrow: '',
    also: { mobilePeaks: spans.map(([from, to]) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) })) },
  });

  test('are hours of today and of tomorrow', () => {
    const both = peaks(
      ['2027-01-12T07:00:00+01:00', '2027-01-12T11:00:00+01:00'],
      ['2027-01-13T18:00:00+01:00', '2027-01-13T20:30:00+01:00'],
    );
    expect(profileMeter().at('2027-01-12 06:00', both)).toEqual({ peak: '07:00-11:00', peakTomorrow: '18:00-20:30' });
    expect(profileMeter().at('2027-01-13 06:00', both)).toEqual({ peak: '18:00-20:30' });
    expect(profileMeter().at('2027-01-14 06:00', both)).toEqual({});
  });

  test('are split between both dates over midnight', () => {
    const night = peaks(['2027-01-12T18:00:00+01:00', '2027-01-13T01:00:00+01:00']);
    expect(profileMeter().at('2027-01-12 12:00', night)).toEqual({ peak: '18:00-00:00', peakTomorrow: '00:00-01:00' });
  });

  test('end at midnight of their date', () => {
    const evening = peaks(['2027-01-12T18:00:00+01:00', '2027-01-13T00:00:00+01:00']);
    expect(profileMeter().at('2027-01-12 12:00', evening)).toEqual({ peak: '18:00-00:00' });
  });

  test('are in local time when the clocks change', () => {
    const spring = peaks(['2027-03-28T01:00:00+01:00', '2027-03-28T04:00:00+02:00']);
    expect(profileMeter().at('2027-03-28 12:00', spring)).toEqual({ peak: '01:00-04:00' });
  });
});

test('placeholders instead of a profile yield no hours, and do not throw', () => {
  for (const tomorrow of ['FFFFFFFF', '00000000', '99998001', '00008001 00008002', 'HELLO'])
    expect(profileMeter(HC_AND_HP).at('2026-12-10 12:00', { tomorrow, kinds: ['00', '00'] })).toEqual({});
});

test('the memory changes once a day', () => {
  const { at, hours } = profileMeter(HC_AND_HP);
  at('2026-12-10 12:00', { tomorrow: HC, kinds: ['00', '00'] });
  const { memory } = hours;
  at('2026-12-10 18:00', { tomorrow: HC, kinds: ['00', '00'] });
  at('2026-12-10 23:59', { tomorrow: HC, kinds: ['00', '00'] });
  expect(hours.memory).toStrictEqual(memory);
  at('2026-12-11 00:00', { tomorrow: HC, kinds: ['00', '00'] });
  expect(hours.memory).not.toEqual(memory);
  expect(JSON.stringify(hours.memory).length).toBeLessThan(500);
});
