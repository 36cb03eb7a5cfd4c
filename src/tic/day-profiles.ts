import { MINUTES_A_DAY } from '../reading/hours.ts';
import type { DayProfile, DayProfiles, Reading, WrittenProfile } from '../reading/reading.ts';
import type { DataByLabel } from './values.ts';

/** The number of blocks in PJOURF+1 and PPOINTE, and the content of a block without a switching (54E §6.2). */
const BLOCKS = 11;
const UNUSED = 'NONUTILE';

/**
 * What a frame says about the tariff indexes of its dates; undefined if it says nothing. While it says the same as `before`, the same
 * object is returned.
 */
export function dayProfilesIn(labels: DataByLabel, before?: Reading): DayProfiles | undefined {
  const { 'PJOURF+1': tomorrow, PPOINTE: peakDay, NJOURF: dayType, 'NJOURF+1': dayTypeTomorrow } = labels;
  // An old meter sends none of them, and a frame in which they were refused has none.
  if ((tomorrow ?? peakDay ?? dayType ?? dayTypeTomorrow) === undefined) return undefined;
  const last = before?.frame.labels;
  const isSameDay = dayType === last?.['NJOURF'] && dayTypeTomorrow === last?.['NJOURF+1'];
  if (isSameDay && tomorrow === last?.['PJOURF+1'] && peakDay === last?.['PPOINTE']) return before?.dayProfiles;
  return {
    ...(tomorrow !== undefined && { tomorrow: readProfile(tomorrow) }),
    ...(peakDay !== undefined && { peakDay: readProfile(peakDay) }),
    ...(dayType !== undefined && { dayType }),
    ...(dayTypeTomorrow !== undefined && { dayTypeTomorrow }),
  };
}

/**
 * Reads a profile (PJOURF+1, PPOINTE): eleven blocks `HHMMSSSS`, each of which is a switching at HH:MM or unused. Bits 0–3 of SSSS are the
 * tariff index from then on; 0 and 11 to 15 do not change it. Its other bits are relays, which are not needed here. The times must
 * increase, beginning at 00:00, so that each minute has an index. A text that is valid in neither base has no profile.
 */
export function readProfile(text: string): WrittenProfile | 'unused' {
  const blocks = text.split(' ');
  const used = blocks.filter((block) => block !== UNUSED);
  if (used.length === 0) return 'unused';
  if (blocks.length !== BLOCKS || !used.every((block) => /^[0-9A-F]{8}$/.test(block))) return {};
  const decimal = profileIn(used, Number);
  const hexadecimal = profileIn(used, (digits) => Number.parseInt(digits, 16));
  return { ...(decimal && { decimal }), ...(hexadecimal && { hexadecimal }) };
}

/** The profile of switchings, given how two digits of their times are read; undefined if it is not valid that way. */
function profileIn(blocks: readonly string[], numberOf: (digits: string) => number): DayProfile | undefined {
  const minutes = [...blocks.map((block) => minuteIn(block, numberOf)), MINUTES_A_DAY];
  if (minutes[0] !== 0) return undefined;
  const spans: DayProfile[number][] = [];
  for (const [at, block] of blocks.entries()) {
    const [from, to] = [minutes[at], minutes[at + 1]];
    const last = spans.at(-1);
    const index = indexIn(block) ?? last?.index;
    if (from === undefined || to === undefined || to <= from || index === undefined) return undefined;
    if (last?.index === index) spans[spans.length - 1] = { ...last, to };
    else spans.push({ from, to, index });
  }
  return spans;
}

/** The minute after midnight of a block; undefined if it is not a time in this base. */
function minuteIn(block: string, numberOf: (digits: string) => number): number | undefined {
  const [hour, minute] = [numberOf(block.slice(0, 2)), numberOf(block.slice(2, 4))];
  return hour < 24 && minute < 60 ? hour * 60 + minute : undefined;
}

/** The index that a block switches to; undefined if it does not change the index. */
function indexIn(block: string): number | undefined {
  const index = Number.parseInt(block.slice(7), 16);
  return index >= 1 && index <= 10 ? index : undefined;
}
