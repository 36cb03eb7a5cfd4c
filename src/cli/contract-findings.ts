import { parisTimeOf } from '../base/paris-time.ts';
import { newsText } from '../contract/news.ts';
import type { MeterContract } from '../doctor/contract.ts';
import { byLabel, type Reading } from '../reading/reading.ts';
import { periodNameIn } from '../texts/tariffs.ts';
import type { Texts } from '../texts/texts.ts';
import { contractSentence, periodOfRegister } from './contract-lines.ts';

/** The number of news that are listed, the newest first. */
const MOST_NEWS = 3;

/** What is known about a meter's contract, in sentences. */
export function contractFindings({ name, reading, tempo, news }: MeterContract, texts: Texts): readonly string[] {
  const words = texts.cli.contract;
  const newest = news.slice(-MOST_NEWS).toReversed();
  return [
    ...(reading ? readingFindings(reading, texts) : []),
    ...(reading && lacksHours(reading) ? [words.hoursUnknown] : []),
    ...(tempo ? [words.tempo(tempo)] : []),
    ...newest.map((one) => words.news(dateAndTime(one.atMs), newsText(one, texts.contract))),
  ].map((says) => words.ofMeter(name, says));
}

/** What a reading shows about the contract, in sentences: its hours, and the periods of its registers. */
export function readingFindings(reading: Reading, { cli, tariffs }: Texts): readonly string[] {
  const { calendar } = reading;
  const says = contractSentence(reading, cli.contract);
  const isTold = calendar?.seenDays === undefined;
  const registers = byLabel(reading.registers).flatMap(([label]) => {
    const period = periodOfRegister(label, reading);
    return period === undefined ? [] : [{ label, period: periodNameIn(tariffs, period) ?? period }];
  });
  return [
    ...(says === undefined ? [] : [cli.contract.hours(says, isTold)]),
    ...(registers.length === 0 ? [] : [cli.contract.registers(registers)]),
  ];
}

/** Whether a contract has off-peak hours, but none are known. */
function lacksHours({ offPeak, calendar }: Reading): boolean {
  return offPeak !== undefined && (calendar?.offPeak ?? calendar?.offPeakTomorrow) === undefined;
}

/** What is known about a meter's contract, as an object for programs. */
export function contractObject({ meter, reading, tempo, news }: MeterContract, texts: Texts): object {
  const { calendar, offPeakInMinutes } = reading ?? {};
  return {
    meter,
    calendar,
    offPeakInMinutes,
    tempo,
    news: news.map(({ atMs, ...one }) => ({ at: atMs, ...one, says: newsText(one, texts.contract) })),
  };
}

/** `2026-11-27 14:05`, in Paris time. */
function dateAndTime(atMs: number): string {
  return parisTimeOf(atMs).slice(0, 16).replace('T', ' ');
}
