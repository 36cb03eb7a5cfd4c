/** Numbers that look like chance, and are the same for the same seed (mulberry32). */
export interface Random {
  /** A whole number in [from, to]. */
  whole(from: number, to: number): number;
  /** The same things in another order. */
  shuffled<T>(things: readonly T[]): readonly T[];
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    whole,
    shuffled(things) {
      const rest = [...things];
      return things.map(() => rest.splice(whole(0, rest.length - 1), 1)[0] as (typeof things)[number]);
    },
  };

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
}
