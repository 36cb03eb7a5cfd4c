import { areKnownBySeason } from '../contract/season.ts';
import { isContractRegister } from '../reading/periods.ts';
import type { ContractCalendar, Reading, RegisterLabel } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';

type ContractWords = Texts['cli']['contract'];

/** A named value about the contract. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** What is known about the off-peak hours and the peaks of today and tomorrow; empty while nothing is known. */
export function contractHours({ calendar, offPeakInMinutes }: Reading, words: ContractWords): readonly NamedValue[] {
  const hours: Omit<ContractCalendar, 'periods'> = calendar ?? {};
  const { offPeak, offPeakTomorrow, peak, peakTomorrow, seenDays, season } = hours;
  const details = [
    ...(offPeakInMinutes === undefined ? [] : [words.beginsIn(offPeakInMinutes)]),
    ...(season === undefined ? [] : [words.season[season]]),
    ...(seenDays === undefined || areKnownBySeason(hours) ? [] : [words.seen(seenDays)]),
  ];
  return [
    ...ofTwoDays(words.offPeak, [offPeak, offPeakTomorrow], details, words),
    // A peak that the meter does not report does not exist.
    ...(peak === undefined && peakTomorrow === undefined
      ? []
      : ofTwoDays(words.mobilePeak, [peak ?? '', peakTomorrow], [], words)),
  ];
}

/** The name of the period that a register counts, as the meter writes it; undefined if it is unknown, or if the label itself shows it. */
export function periodOfRegister(label: RegisterLabel, { calendar, frame }: Reading): string | undefined {
  if (frame.mode !== 'standard' || !isContractRegister(label, 'standard')) return undefined;
  return calendar?.periods[label]?.name.replace(/ +/g, ' ');
}

/** The hours, in one line: `off-peak hours 02:56–07:56 (seen on 3 days), tomorrow 02:56–07:56`. */
export function contractSentence(reading: Reading, words: ContractWords): string | undefined {
  const hours = contractHours(reading, words).map(({ name, value }) => words.inSentence(name.trim(), value));
  return hours.length === 0 ? undefined : hours.join(', ');
}

function ofTwoDays(
  names: ContractWords['offPeak'],
  [today, tomorrow]: readonly [string | undefined, string | undefined],
  details: readonly string[],
  words: ContractWords,
): readonly NamedValue[] {
  if (today === undefined && tomorrow === undefined) return [];
  const inDetail = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return [
    { name: names.today, value: hoursIn(today, words) + inDetail },
    ...(tomorrow === undefined ? [] : [{ name: names.tomorrow, value: hoursIn(tomorrow, words) }]),
  ];
}

/** `02:56–07:56, 11:56–14:56` */
function hoursIn(written: ContractCalendar['offPeak'], words: ContractWords): string {
  if (written === undefined) return words.unknown;
  if (written === '') return words.none;
  return written === '00:00-00:00' ? words.allDay : written.replaceAll('-', '–').replaceAll(',', ', ');
}
