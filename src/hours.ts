/** A span of a date's local clock, in minutes after its midnight: from 0 up to, but without, `to`, which is 1 440 at most. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
}

export const MINUTES_A_DAY = 1_440;

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * The one reader of hours as the settings and a contract's calendar have them: `22:30-06:30` or `02:00-07:00, 12:00-15:00`, and an
 * empty text for none. The spans are in the order of the text. One that goes over midnight is two, and equal ends are the whole day.
 * Undefined for any other text. The schema of the settings has a pattern that accepts the same texts.
 */
export function clockSpansIn(text: string): readonly ClockSpan[] | undefined {
  if (text === '') return [];
  const spans: ClockSpan[] = [];
  for (const part of text.split(/, ?/)) {
    const edges = SPAN.exec(part)?.slice(1).map(Number);
    if (!edges) return undefined;
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = edges;
    const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
    if (from < to) spans.push({ from, to });
    else spans.push({ from, to: MINUTES_A_DAY }, { from: 0, to });
  }
  return spans;
}

/** A minute after midnight as `07:56`. */
export function clockText(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
