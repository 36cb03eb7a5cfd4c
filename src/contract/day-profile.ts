import { type HourSpan, type Hours, joinedHours, MINUTES_A_DAY } from './hours.ts';

/** In which base a meter writes the hours and minutes of its profiles: most write 15:00 as `1500`, some as `0F00`. */
export type NumberBase = 'decimal' | 'hexadecimal';

/** A part of a date in which the meter counts in one tariff index (NTARF), 1 to 10. */
interface IndexSpan extends HourSpan {
  readonly index: number;
}

/** The tariff indexes of a whole date, in order and without gaps. */
export type DayProfile = readonly IndexSpan[];

/** What the text of a profile means in each base. A base in which it means nothing possible is absent. */
export type ProfileByBase = { readonly [B in NumberBase]?: DayProfile };

/** The blocks that PJOURF+1 and PPOINTE have, and what stands in one that has no switching (54E §6.2). */
const BLOCKS = 11;
const UNUSED = 'NONUTILE';

/**
 * Reads a profile (PJOURF+1, PPOINTE): eleven blocks `HHMMSSSS`, of which each is a switching at HH:MM or unused. Bits 0–3 of SSSS are the
 * tariff index from then on; 0 and 11 to 15 leave it as it is. Its other bits are relays, which are not needed here.
 * Its times must rise from 00:00 on, so that each minute has an index. Undefined for an unused profile, and for a text that
 * means nothing in either base.
 */
export function readProfile(text: string): ProfileByBase | undefined {
  const blocks = text.split(' ');
  const used = blocks.filter((block) => block !== UNUSED);
  if (blocks.length !== BLOCKS || used.length === 0 || !used.every((block) => /^[0-9A-F]{8}$/.test(block)))
    return undefined;
  const [decimal, hexadecimal] = [profileIn(used, 10), profileIn(used, 16)];
  if (!decimal && !hexadecimal) return undefined;
  return { ...(decimal && { decimal }), ...(hexadecimal && { hexadecimal }) };
}

/** Whether the meter says that a profile is not used. */
export function isUnused(text: string): boolean {
  return text.split(' ').every((block) => block === UNUSED);
}

/** Whether two profiles have the same indexes at all times. */
export function isSameProfile(one: DayProfile, other: DayProfile): boolean {
  return (
    one.length === other.length &&
    one.every(({ from, to, index }, at) => from === other[at]?.from && to === other[at].to && index === other[at].index)
  );
}

/** The indexes of a profile, each once. */
export function indexesOf(profile: DayProfile): readonly number[] {
  return [...new Set(profile.map(({ index }) => index))];
}

/** The hours in which a profile has one of some indexes. */
export function hoursOfIndexes(profile: DayProfile, indexes: readonly number[]): Hours {
  return joinedHours(profile.filter(({ index }) => indexes.includes(index)).map(({ from, to }) => ({ from, to })));
}

/** The index of a profile at a minute after midnight. */
export function indexAt(profile: DayProfile, minute: number): number | undefined {
  return profile.find(({ from, to }) => minute >= from && minute < to)?.index;
}

/** The profile of switchings whose times are written with the base `radix`; undefined when that cannot be. */
function profileIn(blocks: readonly string[], radix: 10 | 16): DayProfile | undefined {
  const minutes = blocks.map((block) => minuteIn(block, radix));
  if (minutes[0] !== 0) return undefined;
  const spans: IndexSpan[] = [];
  for (const [at, block] of blocks.entries()) {
    const [from, to] = [minutes[at], at + 1 < blocks.length ? minutes[at + 1] : MINUTES_A_DAY];
    const last = spans.at(-1);
    const index = indexIn(block) ?? last?.index;
    if (from === undefined || to === undefined || to <= from || index === undefined) return undefined;
    if (last?.index === index) spans[spans.length - 1] = { ...last, to };
    else spans.push({ from, to, index });
  }
  return spans;
}

/** The minute after midnight of a block; undefined when it is no time in this base. */
function minuteIn(block: string, radix: 10 | 16): number | undefined {
  const [hour, minute] = [block.slice(0, 2), block.slice(2, 4)].map((digits) =>
    radix === 10 && !/^\d\d$/.test(digits) ? Number.NaN : Number.parseInt(digits, radix),
  ) as [number, number];
  return hour < 24 && minute < 60 ? hour * 60 + minute : undefined;
}

/** The index that a block switches to; undefined when it leaves the index as it is. */
function indexIn(block: string): number | undefined {
  const index = Number.parseInt(block.slice(7), 16);
  return index >= 1 && index <= 10 ? index : undefined;
}
