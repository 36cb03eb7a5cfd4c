/** A switching time in a test: at a minute after midnight, to an index (0 leaves the index as it is). */
export interface Switching {
  readonly at: number;
  readonly to: number;
  /** Bits 4–15: relays. */
  readonly relays?: number;
}

/** Writes a profile as a meter does. It shares no code with the reader. */
export function written(switchings: readonly Switching[], base: 10 | 16 = 10): string {
  const two = (number: number) => number.toString(base).toUpperCase().padStart(2, '0');
  const blocks = switchings.map(({ at, to, relays = 0x800 }) => {
    const status = (relays * 16 + to).toString(16).toUpperCase().padStart(4, '0');
    return `${two((at - (at % 60)) / 60)}${two(at % 60)}${status}`;
  });
  return filled(blocks.join(' '));
}

/** A profile including its unused blocks: `filled('00008001')` is that of the contract Base. */
export function filled(blocks = ''): string {
  const used = blocks === '' ? [] : blocks.split(' ');
  return [...used, ...Array<string>(11 - used.length).fill('NONUTILE')].join(' ');
}

/** The minutes of a date on which the index is one of `indexes`, counted minute by minute. */
export function minutesOf(switchings: readonly Switching[], indexes: readonly number[]): ReadonlySet<number> {
  const minutes = new Set<number>();
  let index = 0;
  for (let minute = 0; minute < 1_440; minute += 1) {
    for (const { at, to } of switchings) if (at === minute && to !== 0) index = to;
    if (indexes.includes(index)) minutes.add(minute);
  }
  return minutes;
}

/** The minutes of hours such as `22:00-06:00,11:56-14:56`, counted minute by minute. */
export function minutesIn(text: string): ReadonlySet<number> {
  const minutes = new Set<number>();
  for (const span of text === '' ? [] : text.split(',')) {
    const [from = 0, to = 0] = span.split('-').map((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)));
    let minute = from;
    do {
      minutes.add(minute);
      minute = (minute + 1) % 1_440;
    } while (minute !== to);
  }
  return minutes;
}
